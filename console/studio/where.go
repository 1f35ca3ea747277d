package studio

import (
	"context"

	"regulars/console/keep"
	"regulars/schema"
	"regulars/schema/ledger"
)

// migrated is the table that changes when what a condition may name does.
var migrated = []string{"schema_migrations"}

// CheckWhere says what is wrong with a condition; empty: nothing. What was said last of the very
// same condition holds until another release has made the tables.
func (a *Asked) CheckWhere(ctx context.Context, brand, where string) (problem string, err error) {
	if where == "" {
		return "", nil
	}
	problem, _, err = keep.Get(ctx, a.Kept, keep.Question{Key: "where " + brand + " " + where, Tables: migrated}, func(ctx context.Context) (string, error) {
		err := ledger.CheckPredicate(ctx, a.DB, brand, where)
		if err == nil {
			return "", nil
		}
		if ctx.Err() != nil || schema.IsTransient(err) {
			return "", err
		}
		return err.Error(), nil
	})
	return problem, err
}
