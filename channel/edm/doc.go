// Package edm sends email over SMTP.
package edm
