package ledger

import (
	"context"
	"errors"
	"fmt"

	"regulars"
	"regulars/schema"
)

// ErrNoTables says that no worker has made the tables yet.
var ErrNoTables = errors.New("the tables are not made yet: a worker makes them when it starts")

// Codes of ClickHouse's for something that isn't there.
const (
	unknownFunction = 46
	unknownTable    = 60
)

// CheckPredicate tells whether a campaign's where makes sense over the columns
// of member_asof. It only explains the query, and reads no member. It gives
// ErrNoTables where no worker has made the tables yet.
func CheckPredicate(ctx context.Context, db *schema.DB, brand, predicate string) error {
	if err := checkPredicate(predicate); err != nil {
		return err
	}
	columns, err := memberColumns(ctx, db, brand)
	if err != nil {
		return err
	}
	ctx, err = schema.WithMap(ctx, schema.Params{"brand": brand, "date": regulars.BusinessDate("2000-01-01")})
	if err != nil {
		return err
	}
	rows, err := db.Conn().Query(ctx, "EXPLAIN SELECT 1 FROM "+memberAsOf+" WHERE ("+predicate+"\n)")
	if err == nil {
		err = errors.Join(rows.Close(), rows.Err())
	}
	if _, answered := schema.CodeOf(err); answered {
		return fmt.Errorf("%s; the columns are %s", schema.Explain(err), schema.NamesOf(columns))
	}
	return err
}

const memberAsOf = "member_asof(brand = {brand:String}, date = {date:Date})"

func memberColumns(ctx context.Context, db *schema.DB, brand string) ([]schema.Column, error) {
	ctx, err := schema.WithMap(ctx, schema.Params{"brand": brand, "date": regulars.BusinessDate("2000-01-01")})
	if err != nil {
		return nil, err
	}
	columns, err := db.Columns(ctx, "DESCRIBE (SELECT * FROM "+memberAsOf+")")
	if code, _ := schema.CodeOf(err); code == unknownTable || code == unknownFunction {
		return nil, ErrNoTables
	}
	return columns, schema.Redact(err)
}
