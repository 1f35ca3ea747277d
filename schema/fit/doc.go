// Package fit makes and keeps the fits of package predict's models: who will buy again,
// and for how much.
//
//	fits.go      which dates need a fit, and making them
//	days.go      the purchase days that fits are made from, in a work table
//	store.go     the table model_fits, one row for each date and model
//	backtest.go  a model's forecasts against what happened; outcome.go, groups.go
//
// A fit is dated: it knows the orders up to its date. Once made it is never made again,
// so that numbers of a past date stay. schema/metric reads the fits; nothing else
// writes them.
package fit
