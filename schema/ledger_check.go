package schema

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2/lib/proto"

	"regulars"
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
func (db *DB) CheckPredicate(ctx context.Context, brand, predicate string) error {
	if err := checkPredicate(predicate); err != nil {
		return err
	}
	columns, err := db.memberColumns(ctx, brand)
	if err != nil {
		return err
	}
	ctx, err = withParams(ctx, Params{"brand": brand, "date": regulars.BusinessDate("2000-01-01")})
	if err != nil {
		return err
	}
	rows, err := db.conn.Query(ctx, "EXPLAIN SELECT 1 FROM "+memberAsOf+" WHERE ("+predicate+"\n)")
	if err == nil {
		err = errors.Join(rows.Close(), rows.Err())
	}
	if _, answered := codeOf(err); answered {
		return fmt.Errorf("%s; the columns are %s", explained(err), namesOf(columns))
	}
	return err
}

const memberAsOf = "member_asof(brand = {brand:String}, date = {date:Date})"

func (db *DB) memberColumns(ctx context.Context, brand string) ([]fileColumn, error) {
	ctx, err := withParams(ctx, Params{"brand": brand, "date": regulars.BusinessDate("2000-01-01")})
	if err != nil {
		return nil, err
	}
	columns, err := db.columns(ctx, "DESCRIBE (SELECT * FROM "+memberAsOf+")")
	if code, _ := codeOf(err); code == unknownTable || code == unknownFunction {
		return nil, ErrNoTables
	}
	return columns, Redact(err)
}

// explained is what ClickHouse says of a query that it only looked at: its
// message holds the config's own words, and nobody's data.
func explained(err error) string {
	var exception *proto.Exception
	if !errors.As(err, &exception) {
		return err.Error()
	}
	text, hint := exception.Message, ""
	if i := strings.Index(text, "Maybe you meant: "); i >= 0 {
		hint = " (maybe you meant " + strings.Trim(text[i+len("Maybe you meant: "):], "[]'. ") + ")"
	}
	for _, frame := range []string{" in scope ", " In scope ", ": while executing", " (line "} {
		text, _, _ = strings.Cut(text, frame)
	}
	return strings.TrimRight(text, ":. ") + hint
}
