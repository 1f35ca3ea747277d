package deliver

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/config"
	"regulars/identity"
	"regulars/schema/ledger"
)

// A provider recognises a delivery by its key: it may never change, nor be shared.
func TestRetryKey(t *testing.T) {
	run := ledger.Run{Brand: "acme", Campaign: "wakeup", Date: "2026-11-20"}
	key := retryKey(run, ledger.Recipient{MemberID: 7, Channel: "line"})
	require.Equal(t, "2e58027f-887b-55d7-bc18-929b183ea691", key)
	seen := map[string]bool{}
	for _, brand := range []string{"acme", "other"} {
		for _, campaign := range []string{"wakeup", "hello"} {
			for _, date := range []regulars.BusinessDate{"2026-11-20", "2026-11-21"} {
				for _, member := range []uint64{7, 8} {
					for _, name := range []string{"line", "edm", "sms"} {
						seen[retryKey(ledger.Run{Brand: brand, Campaign: campaign, Date: date}, ledger.Recipient{MemberID: member, Channel: name})] = true
					}
				}
			}
		}
	}
	require.Len(t, seen, 2*2*2*2*3)
	require.True(t, seen[key])
	same := retryKey(run, ledger.Recipient{MemberID: 7, Channel: "line", Name: "x", Address: "y", State: ledger.DeliveryReserved})
	require.Equal(t, key, same, "it is of the delivery, not of how it stands")
}

func TestMessage(t *testing.T) {
	template, err := channel.ParseTemplate(config.Template{
		Subject: "{{ brand.name }}", Text: "{{ member.name }} {{ member.purchases }} {{ member.last_purchase }} {{ member.stage_before }} {{ entry.key }}, {{ entry.goods }}, {{ entry.link }}, {{ entry.total }}", HTML: "<p>{{ member.name }}</p>",
	}, "")
	require.NoError(t, err)
	last := time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)
	r := ledger.Recipient{MemberID: 7, Channel: "edm", Address: "ming@x.test", Name: "小明", Purchases: 3, LastPurchase: &last, StageBefore: "active"}
	r.Entry = ledger.Entry{Key: "c1", Said: map[string]string{"goods": "Oolong", "link": "https://shop.test/c1", "total": "990", "else": "x"}}
	letter := Letter{Templates: map[string]*channel.Template{"": template}, UnsubscribeURL: "https://shop.test/u", UnsubscribeMail: "u@shop.test", Key: "a key"}
	run := ledger.Run{Brand: "acme", Campaign: "wakeup", Date: "2026-11-20"}
	m, err := letter.message(run, "marketing", r)
	require.NoError(t, err)
	require.Equal(t, "acme/wakeup/2026-11-20/"+identity.NewMask("a key", "acme").Write(7), m.DeliveryID)
	require.Equal(t, []string{"ming@x.test", "小明", "acme", "小明 3 2026-09-01 active c1, Oolong, https://shop.test/c1, 990", "<p>小明</p>", "u@shop.test"},
		[]string{m.To, m.Name, m.Subject, m.Text, m.HTML, m.UnsubscribeMail})
	require.Equal(t, channel.OptOut{Brand: "acme", Channel: "edm", Purpose: "marketing", Member: 7}.Link("https://shop.test/u", "a key"), m.UnsubscribeURL)
	require.Equal(t, retryKey(run, r), m.RetryKey)
}

// Clicks and opens are counted where the channel says so; who refuses more is not.
func TestMessageIsTracked(t *testing.T) {
	template, err := channel.ParseTemplate(config.Template{
		Subject: "s", Text: "https://shop.test/a {{ unsubscribe_url }}", HTML: `<a href="https://shop.test/a">a</a><a href="{{ unsubscribe_url }}">b</a>`,
	}, "")
	require.NoError(t, err)
	r := ledger.Recipient{MemberID: 7, Channel: "edm", Address: "ming@x.test"}
	letter := Letter{Templates: map[string]*channel.Template{"": template}, UnsubscribeURL: "https://shop.test/u", TrackURL: "https://hooks.test/t", Key: "a key"}
	run := ledger.Run{Brand: "acme", Campaign: "wakeup#2", Date: "2026-11-20"}
	m, err := letter.message(run, "marketing", r)
	require.NoError(t, err)
	touch := channel.Touch{Brand: "acme", Campaign: "wakeup#2", Date: "2026-11-20", Channel: "edm", Member: 7, Target: "https://shop.test/a"}
	link := touch.Link("https://hooks.test/t", "a key")
	touch.Target = ""
	require.Equal(t, link+" "+m.UnsubscribeURL, m.Text)
	require.Contains(t, m.HTML, `<a href="`+link+`">a</a><a href="`+m.UnsubscribeURL+`">b</a>`)
	require.Contains(t, m.HTML, touch.Link("https://hooks.test/t", "a key"))
	require.True(t, strings.HasPrefix(m.UnsubscribeURL, "https://shop.test/u?t="))
	again, err := letter.message(run, "marketing", r)
	require.NoError(t, err)
	pen := letter.pen(run, "marketing", "edm")
	require.Equal(t, pen.content(m), pen.content(again), "what is handed over again is the very same")
}

// Who tries out the links of a draft, or whose mail client does, acts on nobody: the draft
// is the message but for its links and its coupon.
func TestADraftActsOnNobody(t *testing.T) {
	template, err := channel.ParseTemplate(config.Template{
		Subject: "s", HTML: `<p>{{ member.name }} {{ coupon.code }}</p><a href="https://shop.test/a">a</a><a href="{{ unsubscribe_url }}">b</a>`,
	}, "")
	require.NoError(t, err)
	r := ledger.Recipient{MemberID: 7, Channel: "edm", Address: "ming@x.test", Name: "小明", Coupon: "REAL-1"}
	letter := Letter{Templates: map[string]*channel.Template{"": template}, UnsubscribeURL: "https://shop.test/u", TrackURL: "https://hooks.test/t", Key: "a key"}
	run := ledger.Run{Brand: "acme", Campaign: "wakeup", Date: "2026-11-20"}
	m, err := letter.message(run, "marketing", r)
	require.NoError(t, err)
	draft, err := letter.Draft(run, "marketing", r)
	require.NoError(t, err)
	require.Equal(t, []string{m.To, m.Name, m.Subject}, []string{draft.To, draft.Name, draft.Subject})
	require.Contains(t, draft.HTML, "小明 CODE-1234")
	require.NotContains(t, draft.HTML, "hooks.test", "it is not counted")
	require.Contains(t, draft.HTML, `<a href="https://shop.test/a">`)
	require.True(t, strings.HasPrefix(draft.UnsubscribeURL, "https://shop.test/u?t="), draft.UnsubscribeURL)
	require.Contains(t, draft.HTML, draft.UnsubscribeURL)
	_, err = channel.ReadOptOut(tokenOf(t, m.UnsubscribeURL), "a key")
	require.NoError(t, err)
	_, err = channel.ReadOptOut(tokenOf(t, draft.UnsubscribeURL), "a key")
	require.Error(t, err, "the link unsubscribes the member")
}

func tokenOf(t *testing.T, link string) string {
	t.Helper()
	_, token, found := strings.Cut(link, "?t=")
	require.True(t, found)
	return token
}

// What a claim remembers changes with everything that a member would see, and with
// who gets it.
func TestContent(t *testing.T) {
	letter := Letter{Key: "a key"}.pen(ledger.Run{}, "", "")
	m := regulars.Message{RetryKey: "k", To: "ming@x.test", Subject: "hello", Text: "text", HTML: "<p>html</p>"}
	content := letter.content(m)
	require.Equal(t, content, letter.content(m))
	require.NotZero(t, content)
	for name, change := range map[string]func(*regulars.Message){
		"key": func(m *regulars.Message) { m.RetryKey = "l" }, "to": func(m *regulars.Message) { m.To = "mei@x.test" },
		"subject": func(m *regulars.Message) { m.Subject = "bye" }, "text": func(m *regulars.Message) { m.Text = "texts" },
		"html": func(m *regulars.Message) { m.HTML = "" }, "moved": func(m *regulars.Message) { m.Subject, m.Text = "hellot", "ext" },
	} {
		other := m
		change(&other)
		require.NotEqual(t, content, letter.content(other), name)
	}
	require.NotEqual(t, content, Letter{Key: "another key"}.pen(ledger.Run{}, "", "").content(m), "it is no hash that others can guess")

	// What an earlier release claimed is handed over again by this one.
	hash := hmac.New(sha256.New, []byte("a key"))
	for _, part := range []string{"content", m.RetryKey, m.To, m.Subject, m.Text, m.HTML} {
		fmt.Fprintf(hash, "%d:%s", len(part), part)
	}
	require.Equal(t, binary.LittleEndian.Uint64(hash.Sum(nil))|1, content)
}

// A pen that has written others' messages writes the same as one that wrote none.
func TestAPenWritesEachMessageAsIfAlone(t *testing.T) {
	template, err := channel.ParseTemplate(config.Template{Subject: "s", Text: "{{ member.id }} {{ member.name }} {{ unsubscribe_url }}"}, "")
	require.NoError(t, err)
	letter := Letter{Templates: map[string]*channel.Template{"": template}, UnsubscribeURL: "https://shop.test/u?lang=zh", Key: "a key"}
	run := ledger.Run{Brand: "acme", Campaign: "wakeup", Date: "2026-11-20"}
	pen := letter.pen(run, "marketing", "line")
	for member := range uint64(5) {
		r := ledger.Recipient{MemberID: 1<<63 + member, Channel: "line", Address: "U1", Name: fmt.Sprint("ming", member)}
		m, err := pen.message(r)
		require.NoError(t, err)
		alone, err := letter.message(run, "marketing", r)
		require.NoError(t, err)
		require.Equal(t, alone, m)
		require.Equal(t, channel.OptOut{Brand: "acme", Channel: "line", Purpose: "marketing", Member: r.MemberID}.Link(letter.UnsubscribeURL, "a key"), m.UnsubscribeURL)
		require.Equal(t, letter.pen(run, "marketing", "line").content(m), pen.content(m))
	}
}

// BenchmarkMessage is what a processor takes to write a message, of a pen for each and of one
// for as many as a processor writes in a row.
func BenchmarkMessage(b *testing.B) {
	template, err := channel.ParseTemplate(config.Template{
		Subject: "{{ member.name }}，好久不見", Text: "{{ member.name }}您好，\n\n好久不見，回來看看吧。\n", HTML: "<p>{{ member.name }}您好，</p><p>好久不見，回來看看吧。</p>",
	}, "")
	require.NoError(b, err)
	letter := Letter{Templates: map[string]*channel.Template{"": template}, UnsubscribeURL: "https://shop.test/u", Key: "a key"}
	run := ledger.Run{Brand: "acme", Campaign: "wakeup", Date: "2026-11-20"}
	r := ledger.Recipient{MemberID: 7, Channel: "edm", Address: "ming@x.test", Name: "王小明"}
	for name, together := range map[string]int{"alone": 1, "together": renderTogether} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			var p *pen
			for i := 0; b.Loop(); i++ {
				if i%together == 0 {
					p = letter.pen(run, "marketing", "edm")
				}
				m, err := p.message(r)
				if err != nil || p.content(m) == 0 {
					b.Fatal(err)
				}
			}
		})
	}
}
