package ledger

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/ext"

	"regulars"
	"regulars/schema"
	"regulars/schema/snapshot"
)

// The statements of a replay are a plan's own, which read what the replay has planned in
// place of deliveries.
var (
	replayGatherStatement = statement{first: replayed(gatherStatement.first)}
	replayText            = replayed(put(planFile("replay.sql"), "plan_rows", rowsText))
)

func replayed(text string) string {
	return strings.ReplaceAll(text, "deliveries FINAL", planFile("replay_deliveries.sql"))
}

// Replay plays plans over past dates, one after the other, and leaves nothing: what it
// planned goes along with the next query, so that repetition, caps and doubles are those
// of the statements by which a night plans. Deliveries of before its first date are the
// real ones; consents, suppressions, addresses and who is whom are those of today. The
// members of a date are read once for all plans of it: play date by date, and Close.
type Replay struct {
	ledger  *Ledger
	from    regulars.BusinessDate
	rows    *ext.Table
	members *snapshot.Staged // as of the date that is played
}

// Close removes the members of the date that was played last.
func (r *Replay) Close(ctx context.Context) { r.members.Drop(ctx) }

// of is a statement over the members of a plan's date.
func (r *Replay) of(ctx context.Context, s statement, p Plan) (string, error) {
	if !r.members.Of(p.Brand, p.Date) {
		r.members.Drop(ctx)
		var err error
		if r.members, err = snapshot.Members.Stage(ctx, r.ledger.db, p.Brand, p.Date); err != nil {
			return "", err
		}
	}
	return s.over(ctx, r.ledger.db, p, r.members.Over)
}

// NewReplay returns a replay that begins on a date.
func (l *Ledger) NewReplay(from regulars.BusinessDate) (*Replay, error) {
	rows, err := ext.NewTable("replayed",
		ext.Column("campaign", "String"), ext.Column("date", "Date"), ext.Column("member_id", "UInt64"),
		ext.Column("state", "String"), ext.Column("reason", "String"), ext.Column("channel", "String"), ext.Column("address_hash", "String"))
	if err != nil {
		return nil, fmt.Errorf("replay: %w", err)
	}
	r := &Replay{ledger: l, from: from, rows: rows}
	// A table without rows isn't sent at all.
	return r, r.add("", regulars.FirstDate, playedRow{})
}

func (r *Replay) add(campaign string, date regulars.BusinessDate, row playedRow) error {
	return r.rows.Append(campaign, date.Time().Truncate(24*time.Hour), row.MemberID, string(row.State), row.Reason, row.Channel, row.AddressHash)
}

type playedRow struct {
	MemberID    uint64        `ch:"member_id"`
	Channel     string        `ch:"channel"`
	State       DeliveryState `ch:"state"`
	Reason      string        `ch:"reason"`
	AddressHash string        `ch:"address_hash"`
}

// Played is what a campaign would have done on a date.
type Played struct {
	Run
	Reach
	Planned  map[string]uint64 // by channel
	Excluded map[string]uint64 // by reason
	Members  []uint64          // who would have got a message
}

// Play plans a campaign of a date after all that was played before, and keeps whom it
// reaches for what is played later.
func (r *Replay) Play(ctx context.Context, p Plan) (Played, error) {
	played := Played{Run: p.Run, Planned: map[string]uint64{}, Excluded: map[string]uint64{}}
	query, err := r.of(ctx, replayGatherStatement, p)
	if err != nil {
		return played, err
	}
	params := r.ledger.planParams(p)
	params.ReplayFrom = r.from
	with := clickhouse.Context(schema.KeepSides(ctx, lookSeconds), clickhouse.WithExternalTable(r.rows))
	d, err := r.ledger.gatherBy(with, p, params, query)
	if err != nil {
		return played, fmt.Errorf("replay: %w", err)
	}
	defer d.drop(ctx)
	if played.Reach = d.Reach; d.Members == 0 {
		return played, nil
	}
	rows, err := r.plan(with, d)
	if err != nil {
		return played, err
	}
	for _, row := range rows {
		if err := r.count(&played, row); err != nil {
			return played, fmt.Errorf("replay of %s: %w", p.Run, err)
		}
	}
	return played, nil
}

func (r *Replay) plan(ctx context.Context, d gathered) ([]playedRow, error) {
	var rows []playedRow
	if err := r.ledger.db.Conn().Select(schema.WithParams(ctx, d.params), &rows, withHours(replayText, d.of)); err != nil {
		return nil, fmt.Errorf("replay of %s: %w", d.of.Run, schema.Redact(err))
	}
	return rows, nil
}

// count adds a member to the sums, and keeps who counts as reached: who would have got
// the message, or was held out of it.
func (r *Replay) count(played *Played, row playedRow) error {
	if row.State == DeliveryPlanned {
		played.Planned[row.Channel]++
		played.Members = append(played.Members, row.MemberID)
		row.State = DeliverySent // every message is taken to arrive, and nobody to answer it
		return r.add(played.Campaign, played.Date, row)
	}
	played.Excluded[row.Reason]++
	if row.Reason == "holdout" || row.Reason == "global_holdout" {
		return r.add(played.Campaign, played.Date, row)
	}
	return nil
}
