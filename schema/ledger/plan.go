package ledger

import (
	"context"
	"errors"
	"fmt"
	"math/bits"
	"strings"
	"time"

	"regulars/schema"

	"github.com/ClickHouse/clickhouse-go/v2"
)

// blockMembers is about how many members a block holds.
const blockMembers = 2000

// Plan is whom a run addresses and how.
type Plan struct {
	Run
	Stages   []string
	Classes  []string // RFM classes
	Entered  bool     // only who entered the stage on the business date
	Where    string   // an SQL predicate over member_asof, or empty
	Channels []string // in order of preference
	Purpose  string   // the consent that is needed
	Holdout  float64  // share 0..1
}

func (p Plan) params(more schema.Params) schema.Params {
	params := p.Run.params(more)
	params["stages"], params["classes"], params["entered"] = p.Stages, p.Classes, p.Entered
	return params
}

// Plan writes the run's plan, one row per member of the audience, and gives its
// state and books. A run that is planned stays as it is, so planning twice
// addresses nobody twice; a plan that was cut short is completed.
func (l *Ledger) Plan(ctx context.Context, p Plan) (State, Books, error) {
	state, err := l.State(ctx, p.Run)
	if err != nil {
		return state, Books{}, err
	}
	if state.Name == "" || state.Name == RunBegun {
		if state, err = l.beginPlan(ctx, p, state); err != nil {
			return state, Books{}, err
		}
	}
	if state.Name == RunPlanning {
		if err := l.writePlan(ctx, p, state.Bits); err != nil {
			return state, Books{}, err
		}
		if state, err = l.endPlan(ctx, p.Run); err != nil {
			return state, Books{}, err
		}
	}
	books, err := l.Books(ctx, p.Run)
	return state, books, err
}

// beginPlan fixes the number of blocks before the first row is written.
func (l *Ledger) beginPlan(ctx context.Context, p Plan, state State) (State, error) {
	audience, err := l.Audience(ctx, p)
	if err != nil {
		return State{}, err
	}
	state.Name, state.Bits = RunPlanning, blockBits(audience)
	return state, l.put(ctx, p.Run, &state)
}

// endPlan asks for the state once more: an attempt that was frozen while it
// planned must not undo what was decided since.
func (l *Ledger) endPlan(ctx context.Context, r Run) (State, error) {
	state, err := l.State(ctx, r)
	if err != nil || state.Name != RunPlanning {
		return state, err
	}
	state.Name = RunPlanned
	return state, l.put(ctx, r, &state)
}

func blockBits(members uint64) uint8 {
	return uint8(bits.Len64(members / blockMembers))
}

func (l *Ledger) writePlan(ctx context.Context, p Plan, bits uint8) error {
	now := time.Now()
	err := execText(ctx, l.db, "ledger/plan.sql", p.Where, p.params(schema.Params{
		"channels": p.Channels, "purpose": p.Purpose, "holdout": p.Holdout,
		"k0": l.k0, "k1": l.k1, "bits": bits, "now": now,
		"planned_version":  versionOf(DeliveryPlanned, now),
		"excluded_version": versionOf(DeliveryExcluded, now),
	}))
	if err != nil {
		return fmt.Errorf("plan of %s: %w", p.Run, err)
	}
	return nil
}

// Audience counts the members that the plan would address, before any is
// excluded. It changes nothing, so it also checks the predicate.
func (l *Ledger) Audience(ctx context.Context, p Plan) (uint64, error) {
	statement, ctx, err := withPredicate(ctx, l.db, "ledger/audience.sql", p.Where, p.params(nil))
	if err != nil {
		return 0, err
	}
	ctx = clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{"readonly": 2}))
	var members uint64
	if err := l.db.Conn().QueryRow(ctx, statement).Scan(&members); err != nil {
		return 0, fmt.Errorf("audience of %s: %w", p.Run, schema.Redact(err))
	}
	return members, nil
}

func withPredicate(ctx context.Context, db *schema.DB, file, predicate string, p schema.Params) (string, context.Context, error) {
	if predicate == "" {
		predicate = "1 = 1"
	}
	if err := checkPredicate(predicate); err != nil {
		return "", ctx, err
	}
	statements, err := schema.StatementsOf(file)
	if err != nil {
		return "", ctx, err
	}
	if ctx, err = schema.WithMap(ctx, p); err != nil {
		return "", ctx, fmt.Errorf("%s: %w", file, err)
	}
	// On a line of its own: a comment at the predicate's end must not swallow
	// the parenthesis.
	return strings.ReplaceAll(statements[0], "/*where*/", predicate+"\n"), ctx, nil
}

// checkPredicate keeps a predicate inside its parentheses.
func checkPredicate(text string) error {
	depth := 0
	var quote rune
	escaped := false
	for _, r := range text {
		switch {
		case escaped:
			escaped = false
		case quote != 0 && r == '\\':
			escaped = true
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '\'' || r == '"' || r == '`':
			quote = r
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == ';':
			return errors.New("the predicate holds a ; : write one condition")
		}
		if depth < 0 {
			return errors.New("the predicate closes a parenthesis that it didn't open")
		}
	}
	if depth != 0 || quote != 0 {
		return errors.New("the predicate leaves a parenthesis or a quote open")
	}
	if strings.Contains(text, "/*") {
		return errors.New("the predicate holds a comment: leave it out")
	}
	return nil
}
