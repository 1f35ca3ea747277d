package answer

import (
	"crypto/hmac"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"regulars"
)

// line reads the webhook of a LINE channel: X-Line-Signature is the base64 of the
// HMAC-SHA256 of the raw body under the channel secret. LINE signs no time; what it
// repeats has the same webhookEventId.
type line struct{ secret string }

type lineBody struct {
	Events *[]struct {
		Type      string `json:"type"`
		ID        string `json:"webhookEventId"`
		Timestamp int64  `json:"timestamp"` // ms
		Mode      string `json:"mode"`
		Source    struct {
			Type   string `json:"type"`
			UserID string `json:"userId"`
		} `json:"source"`
	} `json:"events"`
}

func (l line) Read(r Request) (Read, error) {
	given, err := base64.StdEncoding.DecodeString(r.Header.Get("X-Line-Signature"))
	switch {
	case len(given) == 0 && err == nil:
		return Read{}, fmt.Errorf("line: %w", ErrUnsigned)
	case err != nil || !hmac.Equal(given, sha256Of([]byte(l.secret), r.Body)):
		return Read{}, fmt.Errorf("line: %w", ErrForged)
	}
	var body lineBody
	if err := readJSON(r.Body, &body); err != nil {
		return Read{}, fmt.Errorf("line: %w", err)
	}
	if body.Events == nil {
		return Read{}, fmt.Errorf("line: it has no events: %w", ErrMalformed)
	}
	var answers []Answer
	for _, e := range *body.Events {
		kind, known := map[string]Type{"follow": Followed, "unfollow": Unfollowed, "message": Replied}[e.Type]
		// What is said in a group or a room is no answer to a message of ours.
		if !known || e.Source.Type != "user" || e.Source.UserID == "" || e.ID == "" {
			continue
		}
		answers = append(answers, Answer{
			Channel: regulars.ChannelLINE, Type: kind, EventID: e.ID, At: time.UnixMilli(e.Timestamp).UTC(),
			Address: strings.TrimSpace(e.Source.UserID),
		})
	}
	return Read{Answers: answers}, nil
}
