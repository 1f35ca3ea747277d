package input

import (
	"time"

	"regulars"
)

// Holding: "A refusal holds until a yes that is dated by its source after it." Where
// nothing was refused, any yes holds.
func Holding(said []Consent) Consent {
	var refusal, yes, dated *Consent
	later := func(a *Consent, b Consent) *Consent {
		if a == nil || !b.At.Before(a.At) {
			return &b
		}
		return a
	}
	for _, c := range said {
		if c.Answer != regulars.AnswerYes {
			refusal = later(refusal, c)
			continue
		}
		yes = later(yes, c)
		if !c.Undated {
			dated = later(dated, c)
		}
	}
	switch {
	case refusal == nil:
		return *yes
	case dated != nil && dated.At.After(refusal.At):
		return *dated
	}
	return *refusal
}

// Reading is what the record of a customer says when it is read: an answer for each
// channel that it can speak of. The records of one customer are sorted by time.
type Reading struct {
	At       time.Time
	Deleted  bool
	Consents []regulars.Consent
}

// Said is what follows from the readings of one customer's record on one channel.
//
// "A consent is dated by when the person said it. Where the source doesn't tell, it is
// dated by the first time we saw this answer. An answer that was there and is gone is a
// refusal." A date that is still to come isn't when somebody said so, and who says no
// says it after the yes.
func Said(readings []Reading, channel string) []Consent {
	var facts []Consent
	var last *Consent // what the record answered before
	for _, r := range readings {
		c := answerOn(r, channel)
		known := !c.At.IsZero() && !c.At.After(r.At)
		fact := Consent{Consent: c, Undated: !known}
		if !known {
			fact.At = r.At
		}
		switch {
		case c.Answer == regulars.AnswerNone:
			if last == nil || last.Answer != regulars.AnswerYes {
				continue
			}
			fact.Answer, fact.Source, fact.At, fact.Undated = regulars.AnswerNo, last.Source, r.At, true
		case last != nil && last.Answer == c.Answer && fact.Undated:
			continue
		}
		if fact.Answer == regulars.AnswerNo && last != nil && last.Answer == regulars.AnswerYes && !last.At.Before(fact.At) {
			fact.At = last.At.Add(time.Millisecond)
		}
		facts, last = append(facts, fact), &fact
	}
	return facts
}

func answerOn(r Reading, channel string) regulars.Consent {
	for _, c := range r.Consents {
		if c.Channel == channel && !r.Deleted {
			return c
		}
	}
	return regulars.Consent{Channel: channel, Purpose: "marketing"}
}

// Identifiers are those under which a consent was said.
func (s Settings) Identifiers(c Consent) []Identifier {
	return s.Record(c.Shop, c.CustomerID, c.Email, c.Phone, c.LineID)
}
