package ledger

import (
	"context"
	"errors"

	"github.com/ClickHouse/ch-go/proto"

	"regulars/schema"
	"regulars/schema/snapshot"
)

// ErrNoTables says that no worker has made the tables yet.
var ErrNoTables = errors.New("the tables are not made yet: a worker makes them when it starts")

var columnsText = planFile("columns.sql")

// memberColumns lists the columns of member_asof. It returns ErrNoTables where they
// aren't there.
func memberColumns(ctx context.Context, db *schema.DB, params planParams) ([]schema.Column, error) {
	text, err := snapshot.Members.Shape(columnsText)
	if err != nil {
		return nil, err
	}
	columns, err := db.Columns(schema.WithParams(ctx, params), text)
	if code, _ := schema.CodeOf(err); code == proto.ErrUnknownTable || code == proto.ErrUnknownFunction {
		return nil, ErrNoTables
	}
	return columns, schema.Redact(err)
}
