// Package results reads what a person asks of the results of campaigns, and writes them
// as a table, as JSON, as CSV or as an Excel sheet.
package results
