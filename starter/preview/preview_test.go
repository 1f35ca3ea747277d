package preview

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/config"
	sending "regulars/deliver/trial"
	"regulars/schema/ledger"
)

const shop = `
brands:
  - name: tea
    timezone: Asia/Taipei
    currency: TWD
    language: zh-Hant
    shops: [{name: store, platform: file, path: sales.csv, columns: {order_id: id, placed_at: at, amount: a, customer_id: who}}]
    channels:
      sms: {account_sid: AC1, auth_token: '${TEST_TOKEN}', from: '+886912345678', price: "0.85"}
      line: {channel_token: '${TEST_TOKEN}'}
      edm: {host: mail.tea.test, from: a@tea.test, unsubscribe_url: 'https://tea.test/u'}
    campaigns:
      - name: back
        audience: {enters: [lost]}
        channels: [edm, sms]
        templates:
          sms: {text: '{{ member.name | default: "您" }}，歡迎回來喝茶'}
          edm: {subject: '{{ member.name | default: "您" }}', text: "hello\n{{ unsubscribe_url }}", html: '<p>{{ member.name | default: "您" }}</p>'}
        variants:
          - name: a
          - {name: b, templates: {sms: {text: 'b for {{ member.name | default: "you" }}'}}}
privacy: {hash_key: '${TEST_KEY}'}
`

func openCampaign(t *testing.T) *campaign {
	t.Helper()
	t.Setenv("TEST_TOKEN", "token")
	t.Setenv("TEST_KEY", "a key of enough characters")
	path := filepath.Join(t.TempDir(), "regulars.yaml")
	require.NoError(t, os.WriteFile(path, []byte(shop), 0o600))
	cfg, err := config.Load(path)
	require.NoError(t, err)
	brand := &cfg.Brands[0]
	c, err := newCampaign(cfg, brand, ledger.PlanOf(brand, &brand.Campaigns[0], "2026-11-20"))
	require.NoError(t, err)
	return c
}

func member(on string) ledger.Recipient {
	last := time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)
	address := map[string]string{"sms": "+886987654321", "edm": "xiaoming@shop.test"}[on]
	return ledger.Recipient{MemberID: 42, Channel: on, Variant: "a", Stage: "lost", Name: "王小明", Address: address, LastPurchase: &last, RecencyDays: 111}
}

func TestAddressesHaveAChannel(t *testing.T) {
	for address, want := range map[string]string{
		"me@shop.tw": "edm", "+886912345678": "sms", "U0123456789abcdef0123456789abcdef": "line",
		"0912345678": "", "Me <me@shop.tw>": "", "me@shop.tw,you@shop.tw": "", "U0123": "", "": "", "+886 912 345 678": "",
		"me@shop.tw\r\nBcc: you@shop.tw": "", "me@shop.tw\n": "", "\"a\\r\\nb\"@shop.tw": "", "+886912345678\n": "", strings.Repeat("a", 250) + "@shop.tw": "",
	} {
		got, err := channelOf(address)
		require.Equal(t, want, got, address)
		require.Equal(t, want == "", err != nil, address)
	}
}

// A test goes to the address that was named, no matter whose message it is, and its links act
// on nobody.
func TestATestGoesToTheNamedAddressOnly(t *testing.T) {
	c := openCampaign(t)
	m, err := c.marked(member("sms"), "edm", trial{to: "me@shop.tw", variant: ""})
	require.NoError(t, err)
	require.Equal(t, []string{"me@shop.tw", "", "[Test] 王小明"}, []string{m.To, m.Name, m.Subject})
	require.True(t, strings.HasPrefix(m.Text, "hello\n"), "a mail is marked in its subject")
	require.NotContains(t, m.DeliveryID, "tea/back")
	token := m.UnsubscribeURL[strings.Index(m.UnsubscribeURL, "t=")+2:]
	_, err = channel.ReadOptOut(token, "a key of enough characters")
	require.Error(t, err, "a link of a test unsubscribes nobody")

	m, err = c.marked(member("edm"), "sms", trial{to: "+886912345678", variant: "b"})
	require.NoError(t, err)
	require.Equal(t, []string{"+886912345678", "", "[Test] b for 王小明"}, []string{m.To, m.Name, m.Text})
	again, err := c.marked(member("edm"), "sms", trial{to: "+886912345678", variant: "b"})
	require.NoError(t, err)
	require.NotEqual(t, m.RetryKey, again.RetryKey, "the second test is no repetition of the first")
}

// A member's real message has a link that works.
func TestLinksOfDraftsAreVoid(t *testing.T) {
	c := openCampaign(t)
	m, err := c.draft(member("edm"))
	require.NoError(t, err)
	require.Contains(t, m.Text, m.UnsubscribeURL)
	_, err = channel.ReadOptOut(m.UnsubscribeURL[strings.Index(m.UnsubscribeURL, "t=")+2:], "a key of enough characters")
	require.Error(t, err)
}

// sender is a provider with one answer.
type sender struct {
	channel.Sender
	result channel.Result
	err    error
	got    []regulars.Message
}

func (s *sender) Send(_ context.Context, batch []regulars.Message) ([]channel.Result, error) {
	s.got = append(s.got, batch...)
	if s.err != nil && s.result == (channel.Result{}) {
		return nil, s.err
	}
	return []channel.Result{s.result}, s.err
}

func (s *sender) Close() error { return nil }

func TestWhatBecameOfATest(t *testing.T) {
	for _, c := range []struct {
		answer sender
		says   string
		fails  bool
	}{
		{sender{result: channel.Result{Outcome: regulars.OutcomeSent, ProviderID: "SM1"}}, "sent to me@shop.tw: the message of member x", false},
		{sender{result: channel.Result{Outcome: regulars.OutcomeFailed, Reason: "no such number", Code: "21211"}}, "refused: no such number (21211)", true},
		{sender{result: channel.Result{Outcome: regulars.OutcomeUnknown, Reason: "no answer"}}, "nobody knows", true},
		{sender{err: errors.New("the password is wrong")}, "the password is wrong", true},
		{sender{result: channel.Result{Reason: "not tried"}, err: errors.New("the quota is used up")}, "the quota is used up", true},
	} {
		var out bytes.Buffer
		result, err := sending.HandOver(t.Context(), &c.answer, regulars.Message{To: "me@shop.tw"})
		if err == nil {
			err = say(&out, "me@shop.tw", "member x", result)
		}
		require.Len(t, c.answer.got, 1)
		require.Equal(t, c.fails, err != nil, c.says)
		if err != nil {
			out.WriteString(err.Error())
		}
		require.Contains(t, out.String(), c.says)
	}
}

// The terminal shows no name and no address, unless asked; the sizes are those of the
// message itself.
func TestSamplesAreMasked(t *testing.T) {
	c := openCampaign(t)
	for _, on := range []string{"sms", "edm"} {
		m, err := c.draft(member(on))
		require.NoError(t, err)
		var masked, raw bytes.Buffer
		require.NoError(t, c.showOne(&masked, 1, member(on), m, false))
		require.NoError(t, c.showOne(&raw, 1, member(on), m, true))
		require.NotContains(t, masked.String(), "王小明")
		require.Contains(t, masked.String(), "王○明")
		require.NotContains(t, masked.String(), member(on).Address)
		require.Contains(t, raw.String(), "王小明")
		require.Contains(t, raw.String(), member(on).Address)
	}
	m, err := c.draft(member("sms"))
	require.NoError(t, err)
	require.Equal(t, "1 segment（UCS-2）, 每則 0.85 TWD", c.size("sms", m))
	nameless := member("sms")
	nameless.Name = ""
	m, err = c.draft(nameless)
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, c.showOne(&out, 2, nameless, m, false))
	require.Contains(t, out.String(), "無姓名")
	require.Contains(t, out.String(), "您，歡迎回來喝茶")
	require.Contains(t, out.String(), "sms · a · 流失客")
}

// Files hold the parts as they are, for their owner only.
func TestFilesOfSamples(t *testing.T) {
	c := openCampaign(t)
	m, err := c.draft(member("edm"))
	require.NoError(t, err)
	dir := filepath.Join(t.TempDir(), "look")
	n, err := writeFiles(dir, "01-edm-a-lost", m)
	require.NoError(t, err)
	require.Equal(t, 2, n)
	html, err := os.ReadFile(filepath.Join(dir, "01-edm-a-lost.html"))
	require.NoError(t, err)
	require.Equal(t, "<p>王小明</p>", string(html))
	info, err := os.Stat(filepath.Join(dir, "01-edm-a-lost.txt"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestUnitsEach(t *testing.T) {
	c := openCampaign(t)
	long := member("sms")
	long.Name = strings.Repeat("王", 80)
	require.InDelta(t, 1.5, c.unitsEach("sms", []ledger.Recipient{member("sms"), long, member("edm")}), 1e-9)
	require.InDelta(t, 1, c.unitsEach("sms", nil), 1e-9)
	_, known := priceOf(c.brand.Channels["edm"])
	require.False(t, known, "a price that isn't given isn't zero")
}

func TestHistory(t *testing.T) {
	c := openCampaign(t)
	h := newHistory([]regulars.BusinessDate{"2026-11-01", "2026-11-02"}, []*config.Campaign{c.Campaign, {Name: "news"}})
	add := func(name, date string, members ...uint64) {
		h.add(ledger.Played{
			Run: ledger.Run{Campaign: name, Date: regulars.BusinessDate(date)}, Reach: ledger.Reach{Members: uint64(len(members)) + 1, Repeated: 3},
			Planned: map[string]uint64{"sms": uint64(len(members))}, Excluded: map[string]uint64{"cap": 1}, Members: members,
		})
	}
	add("back", "2026-11-01", 1, 2, 3)
	add("news", "2026-11-01", 2, 3, 4)
	h.endDay()
	add("back", "2026-11-02", 4)
	add("news", "2026-11-02", 2)
	h.endDay()
	require.Equal(t, []overlap{{"back", "news", 2}}, h.Overlaps, "2 and 3 on the first day; not 4, who got them on two days")
	require.Equal(t, messages{Members: 4, Mean: 2, P95: 3, Max: 3}, h.Messages)
	require.Equal(t, playedDay{Campaign: "back", Audience: 6, LeftAlone: 6, Planned: map[string]uint64{"sms": 4}, Excluded: map[string]uint64{"cap": 2}}, h.Totals[0])

	cfg := &config.Config{Privacy: config.Privacy{HashKey: config.NewSecret("k")}}
	h.Totals[1].Planned = map[string]uint64{"line": 4}
	require.NoError(t, h.price(cfg, c.brand, []*config.Campaign{c.Campaign, {Name: "news"}}))
	require.Equal(t, []cost{{"back", "sms", 4, 4, 3.4}}, h.Costs, "what LINE costs isn't known")

	var out bytes.Buffer
	require.NoError(t, h.writeCSV(&out))
	require.Contains(t, out.String(), "2026-11-02,news,planned,sms,1\n2026-11-02,news,excluded,cap,1\n")
	out.Reset()
	require.NoError(t, h.writeJSON(&out))
	var back history
	require.NoError(t, json.Unmarshal(out.Bytes(), &back))
	require.Equal(t, h.Days, back.Days)
	require.Equal(t, messages{}, messagesOf(nil))
}

func TestDatesOfAReplay(t *testing.T) {
	dates, err := replay{from: "2026-02-27", to: "2026-03-01"}.dates()
	require.NoError(t, err)
	require.Equal(t, []regulars.BusinessDate{"2026-02-27", "2026-02-28", "2026-03-01"}, dates)
	for _, q := range []replay{{}, {from: "2026-02-27"}, {from: "2026-03-01", to: "2026-02-27"}, {from: "2020-01-01", to: "2026-01-01"}, {from: "x", to: "2026-01-01"}} {
		_, err := q.dates()
		require.Error(t, err, q)
	}
	brand := &config.Brand{Campaigns: []config.Campaign{{Name: "a"}, {Name: "b", Paused: true}, {Name: "c"}}}
	all, err := chosen(brand, nil)
	require.NoError(t, err)
	require.Len(t, all, 2)
	two, err := chosen(brand, []string{"c", "b"})
	require.NoError(t, err)
	require.Equal(t, "b", two[0].Name, "in the order of the config, paused ones where they are named")
}
