// Package history makes brands with years of orders, takes them through what a night does after
// the load, and what was sent to their members.
//
//	orders.go  orders of so many people over so many days
//	night.go   derived, fitted, measured and published, a night or a range of dates
//	answers.go consents, campaigns and what came of them
package history
