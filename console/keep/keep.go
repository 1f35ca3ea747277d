package keep

import (
	"context"
	"embed"
	"sync"
	"time"

	"regulars/schema"
)

// most is how many answers are kept.
const most = 500

// Kept are answers by their question.
type Kept struct {
	Patience time.Duration // how long who asks Within waits; 0: until the answer is made

	db  *schema.DB
	now func() time.Time

	mu     sync.Mutex
	all    map[string]*kept
	making map[string]*making
}

type kept struct {
	mu     sync.Mutex // held while it is made: who asks meanwhile waits for it
	made   bool
	mark   uint64
	at     time.Time
	answer any
}

// New keeps nothing yet.
func New(db *schema.DB, now func() time.Time) *Kept {
	return &Kept{db: db, now: now, all: map[string]*kept{}, making: map[string]*making{}}
}

// Question is what is asked.
type Question struct {
	Key    string        // says it whole, the brand too
	Tables []string      // that the answer is made of
	Age    time.Duration // how old the answer may be although they changed
}

// Get returns the kept answer to a question, or makes it, and when it was made.
func Get[T any](ctx context.Context, k *Kept, q Question, read func(context.Context) (T, error)) (T, time.Time, error) {
	of := k.of(q.Key)
	of.mu.Lock()
	defer of.mu.Unlock()
	now := k.now()
	if of.made && now.Sub(of.at) < q.Age {
		return of.answer.(T), of.at, nil
	}
	mark, err := k.mark(ctx, q.Tables)
	if err == nil && of.made && of.mark == mark {
		return of.answer.(T), of.at, nil
	}
	answer, readErr := read(ctx)
	if readErr != nil {
		return answer, now, readErr
	}
	// It is of the mark of before: what changed while it was read makes it again.
	of.made, of.mark, of.at, of.answer = err == nil, mark, now, answer
	return answer, now, nil
}

// Forget keeps nothing any more: an answer may name who was erased.
func (k *Kept) Forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	clear(k.all)
	clear(k.making)
}

func (k *Kept) of(key string) *kept {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.all[key] == nil {
		if len(k.all) >= most {
			clear(k.all)
		}
		k.all[key] = &kept{}
	}
	return k.all[key]
}

//go:embed *.sql
var files embed.FS

type markParams struct{ Tables []string }

var markScript = schema.NewScript[markParams]("keep", files, "mark.sql")

// mark is a hash of what some tables hold.
func (k *Kept) mark(ctx context.Context, tables []string) (mark uint64, err error) {
	err = markScript.Row(ctx, k.db, markParams{tables}, &mark)
	return mark, err
}
