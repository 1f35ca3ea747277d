package outside

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"regulars"
	"regulars/schema/answers"
)

// event is one event as a shop writes it.
type event struct {
	ID           string                    `json:"event_id"`
	Type         string                    `json:"type"`
	At           string                    `json:"at"`
	CustomerID   string                    `json:"customer_id"`
	CustomerHash string                    `json:"customer_hash"`
	Email        string                    `json:"email"`
	Phone        string                    `json:"phone"`
	LineID       string                    `json:"line_id"`
	Visitor      string                    `json:"visitor"`
	Properties   map[string]jsontext.Value `json:"properties"`
}

const (
	maxEventText  = 256
	maxProperties = 50
	maxValue      = 1000
	clockAhead    = 5 * time.Minute
)

var firstYear = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// readEvent reads one event. Its errors are for who wrote it, and quote no value.
func readEvent(value jsontext.Value, key eventKey, now time.Time) (answers.Behaviour, error) {
	var e event
	if !value.IsValid() {
		return answers.Behaviour{}, errors.New("it is no JSON")
	}
	if err := json.Unmarshal(value, &e, json.RejectUnknownMembers(true)); err != nil {
		return answers.Behaviour{}, errors.New("it is no event: its keys are event_id, type, at, customer_id, customer_hash, email, phone, line_id, visitor (texts) and properties")
	}
	for name, text := range map[string]string{
		"event_id": e.ID, "type": e.Type, "customer_id": e.CustomerID, "email": e.Email, "phone": e.Phone, "line_id": e.LineID, "visitor": e.Visitor,
	} {
		if utf8.RuneCountInString(text) > maxEventText || strings.ContainsFunc(text, isControl) {
			return answers.Behaviour{}, fmt.Errorf("%s is longer than %d characters, or holds control characters", name, maxEventText)
		}
	}
	if !regulars.IsEventType(e.Type, key.public) {
		return answers.Behaviour{}, errors.New("type is none that this key may write")
	}
	properties, err := propertiesOf(e.Properties)
	if err != nil {
		return answers.Behaviour{}, err
	}
	b := answers.Behaviour{ID: e.ID, Type: e.Type, At: now, CustomerID: e.CustomerID, Visitor: e.Visitor, Properties: properties}
	if key.public {
		return e.ofPage(b, key)
	}
	return e.ofServer(b, now)
}

// ofPage is an event of a shop's page, in which anybody can write anything: so its time
// is ours, its id can't be that of a server's event, and it names a customer only with the
// server's proof.
func (e event) ofPage(b answers.Behaviour, key eventKey) (answers.Behaviour, error) {
	switch {
	case e.At != "":
		return b, errors.New("at is not for the public key: the time is that of the request")
	case e.Email != "" || e.Phone != "" || e.LineID != "":
		return b, errors.New("email, phone and line_id are not for the public key: write customer_id and customer_hash")
	case e.CustomerID == "" && e.Visitor == "":
		return b, errors.New("it is of nobody: write visitor, or customer_id and customer_hash")
	}
	if e.CustomerID != "" {
		secret := key.brand.Events.Key.Reveal()
		if secret == "" || subtle.ConstantTimeCompare([]byte(strings.ToLower(e.CustomerHash)), []byte(customerHash(secret, e.CustomerID))) != 1 {
			return b, errors.New("customer_hash is not that of customer_id")
		}
	}
	if b.ID != "" {
		b.ID = "page:" + b.ID
	}
	return b, nil
}

func (e event) ofServer(b answers.Behaviour, now time.Time) (answers.Behaviour, error) {
	at, err := time.Parse(time.RFC3339, e.At)
	switch {
	case err != nil:
		return b, errors.New("at is no time with a zone, such as 2026-11-20T10:00:00+08:00")
	case at.After(now.Add(clockAhead)), at.Before(firstYear):
		return b, errors.New("at lies in the future, or before 2000")
	case e.CustomerID == "" && e.Email == "" && e.Phone == "" && e.LineID == "" && e.Visitor == "":
		return b, errors.New("it is of nobody: write customer_id, email, phone, line_id or visitor")
	case strings.HasPrefix(e.ID, "page:"):
		return b, errors.New("event_id begins with page:, as those of pages do")
	}
	b.At, b.Email, b.Phone, b.LineID = at, e.Email, e.Phone, e.LineID
	return b, nil
}

// propertiesOf are texts, numbers and booleans, as texts.
func propertiesOf(given map[string]jsontext.Value) (map[string]string, error) {
	if len(given) > maxProperties {
		return nil, fmt.Errorf("there are more than %d properties", maxProperties)
	}
	properties := map[string]string{}
	for name, value := range given {
		text := string(value)
		switch value.Kind() {
		case '"':
			if err := json.Unmarshal(value, &text); err != nil {
				return nil, errors.New("a property can't be read")
			}
		case '0', 't', 'f':
		case 'n':
			continue
		default:
			return nil, errors.New("a property is no text, number or boolean")
		}
		if utf8.RuneCountInString(name) > maxEventText || utf8.RuneCountInString(text) > maxValue {
			return nil, errors.New("a property is too long")
		}
		properties[name] = text
	}
	return properties, nil
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }
