package adlist

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"regulars/channel"
	"regulars/channel/exchange"
	"regulars/config/adlist"
)

// metaAPI is the Graph API, in the version that was read.
const metaAPI = "https://graph.facebook.com/v25.0"

// Codes of the Graph API that ask to come back later: too many calls, of the app, the
// account, the page, or the ads account's audiences.
var metaTooMany = map[int]bool{4: true, 17: true, 32: true, 613: true, 80003: true}

type meta struct {
	*exchange.Client
	list adlist.List
}

func newMeta(l adlist.List) *meta { return &meta{clientOf(l), l} }

// Add puts people into the custom audience.
func (m *meta) Add(ctx context.Context, people []Person) error {
	return m.change(ctx, http.MethodPost, people)
}

// Remove takes people out of the custom audience.
func (m *meta) Remove(ctx context.Context, people []Person) error {
	return m.change(ctx, http.MethodDelete, people)
}

// metaRows are people who are known by the same.
type metaRows struct {
	Schema []string   `json:"schema"`
	Data   [][]string `json:"data"`
}

// metaSession names an upload; each call is one of its own.
type metaSession struct {
	ID    int64 `json:"session_id"`
	Batch int   `json:"batch_seq"`
	Last  bool  `json:"last_batch_flag"`
	Rows  int   `json:"estimated_num_total"`
}

// rowsOf sorts people by what they are known by: a row has no empty cell.
func rowsOf(people []Person) []metaRows {
	kinds := []metaRows{{Schema: []string{"EMAIL_SHA256", "PHONE_SHA256"}}, {Schema: []string{"EMAIL_SHA256"}}, {Schema: []string{"PHONE_SHA256"}}}
	for _, p := range people {
		switch {
		case p.Email != "" && p.Phone != "":
			kinds[0].Data = append(kinds[0].Data, []string{p.Email, p.Phone})
		case p.Email != "":
			kinds[1].Data = append(kinds[1].Data, []string{p.Email})
		case p.Phone != "":
			kinds[2].Data = append(kinds[2].Data, []string{p.Phone})
		}
	}
	return kinds
}

func (m *meta) change(ctx context.Context, method string, people []Person) error {
	if len(people) > Most {
		return fmt.Errorf("%d people in one call to meta: at most %d", len(people), Most)
	}
	for _, rows := range rowsOf(people) {
		if len(rows.Data) == 0 {
			continue
		}
		payload, err := json.Marshal(rows)
		if err != nil {
			return fmt.Errorf("the people of a call to meta: %w", err)
		}
		session, err := json.Marshal(metaSession{rand.Int64N(math.MaxInt64) + 1, 1, true, len(rows.Data)})
		if err != nil {
			return fmt.Errorf("the session of a call to meta: %w", err)
		}
		form := url.Values{"payload": {string(payload)}, "session": {string(session)}, "access_token": {m.list.Token.Reveal()}}
		c := call{method: method, address: m.address(), body: []byte(form.Encode()), header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}}
		if err := c.make(ctx, m.Client, m.judge); err != nil {
			return err
		}
	}
	return nil
}

func (m *meta) address() string {
	base := metaAPI
	if m.list.Endpoint != "" {
		base = strings.TrimSuffix(m.list.Endpoint, "/")
	}
	return base + "/" + m.list.ID + "/users"
}

type metaError struct {
	Message   string `json:"message"`
	Code      int    `json:"code"`
	Subcode   int    `json:"error_subcode"`
	Transient bool   `json:"is_transient"`
}

func (m *meta) judge(a exchange.Answer) *exchange.Verdict {
	said := errorOf[metaError](a)
	code := strconv.Itoa(said.Code)
	switch {
	case a.Status == http.StatusOK && said.Code == 0:
		return nil
	case metaTooMany[said.Code] || a.Status == http.StatusTooManyRequests:
		v := m.TooMany(code, channel.RetryAfter(a.Header))
		return &v
	case a.Status >= 500 || said.Transient || said.Code == 2:
		return later(m.Client, a)
	case said.Code == 190:
		return refused(m.Client, code, "the access token is refused", "make a new token that may manage the audience, and write it into token")
	case said.Subcode == 1713230:
		return refused(m.Client, code, "the audience is restricted", "look into Meta's Audience Manager: appeal, or make another one")
	}
	return refused(m.Client, code, "HTTP "+a.Code(), "check the id of the audience, and what the token may do")
}
