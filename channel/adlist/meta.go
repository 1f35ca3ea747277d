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

func (m *meta) address() string { return m.base() + "/" + m.list.ID + "/users" }

func (m *meta) base() string {
	if m.list.Endpoint != "" {
		return strings.TrimSuffix(m.list.Endpoint, "/")
	}
	return metaAPI
}

// Check reads the audience, and of its ad account whether the terms of customer lists are
// accepted, which a token that may manage the audience may read.
func (m *meta) Check(ctx context.Context) error {
	var audience struct {
		Subtype string `json:"subtype"`
		Account string `json:"account_id"`
	}
	if err := m.read(ctx, m.list.ID, "subtype,account_id", &audience); err != nil {
		return err
	}
	if audience.Subtype != "CUSTOM" {
		return m.Refused("list", "the audience is of the kind "+audience.Subtype, "give the id of a customer list: only such a one takes people")
	}
	var account struct {
		Terms map[string]int `json:"tos_accepted"`
	}
	if err := m.read(ctx, "act_"+audience.Account, "tos_accepted", &account); err != nil {
		return err
	}
	if account.Terms["custom_audience_tos"] != 1 {
		return m.Refused("list", "the terms of customer lists aren't accepted", "accept Meta's Custom Audience Terms for the ad account that owns the audience")
	}
	return nil
}

// read asks for some fields of an object of the Graph API.
func (m *meta) read(ctx context.Context, id, fields string, into any) error {
	c := call{
		method: http.MethodGet, address: m.base() + "/" + url.PathEscape(id) + "?" + url.Values{"fields": {fields}}.Encode(),
		header: http.Header{"Authorization": {"Bearer " + m.list.Token.Reveal()}},
	}
	return c.make(ctx, m.Client, func(a exchange.Answer) *exchange.Verdict {
		if v := m.judge(a); v != nil {
			return v
		}
		if err := json.Unmarshal(a.Body, into); err != nil {
			return later(m.Client, a)
		}
		return nil
	})
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
