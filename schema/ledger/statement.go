package ledger

import (
	"context"
	"fmt"
	"strings"

	"regulars/schema"
	"regulars/schema/snapshot"
)

// The plan's files stand in each other, so that a preview and a sending ask the
// very same: plan_rows.sql holds audience_rows.sql, and is written by plan.sql and
// read by the previews.
var (
	audienceRows = planFile("audience_rows.sql")
	audienceText = put(planFile("audience.sql"), "audience_rows", audienceRows)
	planRows     = put(planFile("plan_rows.sql"), "audience_rows", audienceRows)

	audienceStatement = statement(audienceText)
	explainStatement  = statement(put(planFile("explain.sql"), "audience", audienceText))
	planStatement     = statement(put(planFile("plan.sql"), "plan_rows", planRows))
	previewStatement  = statement(put(planFile("preview.sql"), "plan_rows", planRows))
	membersStatement  = statement(put(planFile("preview_members.sql"), "plan_rows", planRows))
)

func planFile(file string) string { return schema.NewStep[planParams](room, files, file).Text() }

// put replaces the marker /*name*/ of a text. It panics where there isn't exactly
// one: no program that contains it starts.
func put(text, marker, content string) string {
	marker = "/*" + marker + "*/"
	if strings.Count(text, marker) != 1 {
		panic(fmt.Sprintf("%d markers %s in: %s", strings.Count(text, marker), marker, text))
	}
	return strings.Replace(text, marker, content, 1)
}

// statement is a query that lacks a campaign's predicate: the only text from
// outside that is ever put into one.
type statement string

// with returns the query with a predicate, or a *PredicateError.
func (s statement) with(ctx context.Context, db *schema.DB, predicate string) (string, error) {
	condition, err := normalise(ctx, db, predicate)
	if err != nil {
		return "", err
	}
	return put(string(s), "where", condition), nil
}

// of is with for a plan: it reads the stored members of its date where those are
// current, which saves ClickHouse planning member_asof.
func (s statement) of(ctx context.Context, db *schema.DB, p Plan) (string, error) {
	text, err := snapshot.Members.Over(ctx, db, p.Brand, p.Date, string(s))
	if err != nil {
		return "", err
	}
	return statement(text).with(ctx, db, p.Where)
}
