package enlist

import (
	"context"
	"fmt"
	"time"

	"regulars/channel/adlist"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/roster"
)

// Done is what a synchronising sent.
type Done struct{ Added, Removed int }

// List is the platform's side of a list.
type List interface {
	Add(ctx context.Context, people []adlist.Person) error
	Remove(ctx context.Context, people []adlist.Person) error
	Most() int // people of one call
}

// atOnce is how many are written down at a time.
const atOnce = 10_000

// Sync updates a list. What was done before an error is done.
func Sync(ctx context.Context, db *schema.DB, b *config.Brand, name string, form adlist.Form, to List) (Done, error) {
	s := syncing{run: roster.NewRun(db, b.Name, name, time.Now()), to: to}
	if err := s.want(ctx, db, b, name, form); err != nil {
		return s.done, err
	}
	if err := s.remove(ctx); err != nil {
		return s.done, fmt.Errorf("take people off the ad list %s: %w", name, err)
	}
	if err := s.add(ctx); err != nil {
		return s.done, fmt.Errorf("put people onto the ad list %s: %w", name, err)
	}
	return s.done, s.run.End(ctx)
}

type syncing struct {
	run  roster.Run
	to   List
	done Done
}

func (s *syncing) want(ctx context.Context, db *schema.DB, b *config.Brand, name string, form adlist.Form) error {
	var some []roster.Person
	err := roster.Belongs(ctx, db, b, name, func(email, phone string) error {
		some = append(some, roster.Person(form.Person(email, phone)))
		if len(some) < atOnce {
			return nil
		}
		err := s.run.Want(ctx, some)
		some = some[:0]
		return err
	})
	if err != nil {
		return err
	}
	return s.run.Want(ctx, some)
}

func (s *syncing) remove(ctx context.Context) error {
	for {
		people, err := s.run.Leaving(ctx, s.to.Most())
		if err != nil || len(people) == 0 {
			return err
		}
		if err := s.to.Remove(ctx, known(people)); err != nil {
			return err
		}
		if err := s.run.Left(ctx, people); err != nil {
			return err
		}
		s.done.Removed += len(people)
	}
}

func (s *syncing) add(ctx context.Context) error {
	if err := s.run.Begin(ctx); err != nil {
		return err
	}
	for {
		people, err := s.run.Coming(ctx, s.to.Most())
		if err != nil || len(people) == 0 {
			return err
		}
		if err := s.to.Add(ctx, known(people)); err != nil {
			return err
		}
		if err := s.run.Came(ctx, people); err != nil {
			return err
		}
		s.done.Added += len(people)
	}
}

func known(people []roster.Person) []adlist.Person {
	all := make([]adlist.Person, len(people))
	for i, p := range people {
		all[i] = adlist.Person(p)
	}
	return all
}
