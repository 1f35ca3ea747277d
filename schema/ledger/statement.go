package ledger

import (
	"context"
	"fmt"
	"strings"

	"regulars"
	"regulars/config/audience"
	"regulars/schema"
	"regulars/schema/metric"
	"regulars/schema/predicate"
	"regulars/schema/snapshot"
)

// The plan's files stand in each other, so that a preview and a sending ask the
// very same: an audience is audience_rows.sql, or of a resend again_rows.sql, and what becomes
// of it plan_rows.sql, which plan.sql writes into the ledger and a preview aside.
var (
	gatherStatement   = statement{first: audienceRows("", reachedText), again: planFile("again_rows.sql")}
	audienceStatement = over("audience.sql")
	explainStatement  = statement{first: put(planFile("explain.sql"), "audience", audienceStatement.first)}
	segmentStatement  = over("segment_members.sql")
	matchesStatement  = over("matches.sql")

	reachedText = planFile("reached.sql")
	rowsText    = planFile("plan_rows.sql")
	planText    = put(planFile("plan.sql"), "plan_rows", rowsText)
)

// over is the statement of a file that reads the rows of an audience.
func over(file string) statement {
	text := planFile(file)
	return statement{
		first: put(text, "audience_rows", audienceRows("", reachedText)),
		again: put(text, "audience_rows", planFile("again_rows.sql")),
	}
}

// audienceRows are the members of an audience, with more columns of theirs.
func audienceRows(more, reached string) string {
	return put(put(planFile("audience_rows.sql"), "more", more), "reached", reached)
}

func planFile(file string) string {
	return schema.NewStep[planParams](room, metric.WithFragments(files), file).Text()
}

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
type statement struct {
	first string // of the campaign's own run
	again string // of a resend
}

// with puts a predicate into a text, or returns a *PredicateError.
func with(ctx context.Context, db *schema.DB, text, where string) (string, error) {
	condition, err := predicate.Normalise(ctx, db, where)
	if err != nil {
		return "", err
	}
	return put(text, "where", condition), nil
}

// of returns the query of a plan: it reads the stored members of its date where those are
// current, which saves ClickHouse planning member_asof.
func (s statement) of(ctx context.Context, db *schema.DB, p Plan) (string, error) {
	return s.over(ctx, db, p, func(text string) (string, error) {
		return snapshot.Members.Over(ctx, db, p.Brand, p.Date, text)
	})
}

// over is of where members put the rows in place of member_asof.
func (s statement) over(ctx context.Context, db *schema.DB, p Plan, members func(text string) (string, error)) (string, error) {
	if p.Again != nil {
		return with(ctx, db, s.again, p.Audience.Where)
	}
	if name := p.Audience.Saved(); name != "" {
		return "", fmt.Errorf("the segment %s of %s was not looked up, which is a fault of the program", name, p.Run)
	}
	text, err := members(put(s.first, "conditions", conditions(p)))
	if err != nil {
		return "", err
	}
	return with(ctx, db, text, p.Audience.Where)
}

// The conditions that read other tables than member_asof stand in files of their own:
// only those that a campaign asks for are part of its statement.
var (
	momentPurchase        = planFile("moment_purchase.sql")
	momentBirthday        = planFile("moment_birthday.sql")
	conditionJourney      = planFile("condition_journey.sql")
	conditionTick         = planFile("condition_tick.sql")
	conditionTop          = planFile("condition_top.sql")
	conditionBought       = planFile("condition_bought.sql")
	conditionNotBought    = planFile("condition_not_bought.sql")
	conditionDid          = planFile("condition_did.sql")
	conditionDidNot       = planFile("condition_did_not.sql")
	conditionAnswered     = planFile("condition_answered.sql")
	conditionDidNotAnswer = planFile("condition_did_not_answer.sql")
)

// conditions returns the files that a plan's audience needs, one below the other.
func conditions(p Plan) string {
	a, params := p.Audience, p.criteria()
	_, tick := regulars.TickOf(p.Campaign)
	var text strings.Builder
	for _, part := range []struct {
		needed bool
		text   string
	}{
		{a.Moment() == audience.MomentAfter && params.Nth > 0, momentPurchase},
		{a.Moment() == audience.MomentBirthday, momentBirthday},
		{a.Moment() == audience.MomentJourney && !tick, conditionJourney},
		{a.Moment() == audience.MomentJourney && tick, conditionTick},
		{params.Top > 0, conditionTop},
		{len(a.Bought.Products)+len(a.Bought.Categories) > 0, conditionBought},
		{len(a.NotBought.Products)+len(a.NotBought.Categories) > 0, conditionNotBought},
		{len(a.Did.Events) > 0, conditionDid},
		{len(a.DidNot.Events) > 0, conditionDidNot},
		{a.Answered.Campaign != "", conditionAnswered},
		{a.DidNotAnswer.Campaign != "", conditionDidNotAnswer},
	} {
		if part.needed {
			text.WriteString(part.text)
		}
	}
	return text.String()
}

// PlanParams are the parameters of Elsewhere's statement.
type PlanParams = planParams

// Elsewhere is the statement that finds the audience of a plan in other rows than
// member_asof's, which members puts in its place, with more columns of theirs. Unless it may
// have reached somebody before, the rows have an empty reached_on.
func (l *Ledger) Elsewhere(ctx context.Context, p Plan, more string, before bool, members func(text string) (string, error)) (text string, params PlanParams, err error) {
	s := statement{first: audienceRows(more, map[bool]string{true: reachedText}[before])}
	if text, err = s.over(ctx, l.db, p, members); err == nil {
		params, err = l.paramsNow(ctx, p, "")
	}
	return text, params, err
}
