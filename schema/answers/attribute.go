package answers

import (
	"context"
	"time"

	"regulars"
	"regulars/answer"
	"regulars/config"
	"regulars/schema/ledger/suppression"
)

// Attribute finds out which deliveries the brand's answers of the last while are of,
// suppresses whom those that named no address ask for, and marks machines. It may run at
// any time, several times at once, and again.
func (s *Store) Attribute(ctx context.Context, brand *config.Brand, last time.Duration) error {
	if err := s.attribute(ctx, brand, last); err != nil {
		return err
	}
	return machinesScript.Exec(ctx, s.db, sinceParams{brand.Name, s.Now().Add(-last)})
}

// Written reports whether anything was stored since it was asked last.
func (s *Store) Written() bool { return s.written.Swap(false) }

func (s *Store) attribute(ctx context.Context, brand *config.Brand, last time.Duration) error {
	p := sinceParams{brand.Name, s.Now().Add(-last)}
	var rows []struct {
		Channel     string    `ch:"channel"`
		Type        string    `ch:"type"`
		Hard        bool      `ch:"hard"`
		At          time.Time `ch:"at"`
		Member      uint64    `ch:"member_id"`
		AddressHash string    `ch:"address_hash"`
	}
	if err := actingScript.Select(ctx, s.db, &rows, p); err != nil {
		return err
	}
	// First what must hold: if this fails they are found again.
	var suppressions []suppression.Suppression
	for _, r := range rows {
		a := arrived{Answer: answer.Answer{Channel: regulars.Channel(r.Channel), Type: answer.Type(r.Type), Hard: r.Hard, At: r.At}, hash: r.AddressHash}
		if found, is := suppressionOf(a, "what became of a message"); is && r.AddressHash != "" {
			suppressions = append(suppressions, found)
		}
	}
	if err := suppression.Record(ctx, s.db, brand.Name, suppressions); err != nil {
		return err
	}
	for _, r := range rows {
		if r.Type == string(answer.Bounced) {
			continue
		}
		if err := s.refuse(ctx, brand, regulars.Channel(r.Channel), r.Member, "what became of a message: "+r.Type, r.At); err != nil {
			return err
		}
	}
	return attributeScript.Exec(ctx, s.db, p)
}
