package notice

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"regulars/config"
	"regulars/config/notify"
	"regulars/present"
	"regulars/present/cause"
)

// Text is what a recipient reads.
type Text struct {
	Title string // one line
	Body  string // what happened and what to do, and where
}

// Plain is the text as chats show it.
func (t Text) Plain() string { return t.Title + "\n" + t.Body }

// words are those of one language.
type words struct {
	titles map[string]string // by kind; {brand}, {campaign}, {shop}, {channel}, {date}
	bodies map[string]string // by kind; also {members}, {count}, {of}, {share}, {since}, {says}
	after  string            // of approval, once the first messages went: {count}
	reason string            // one of several
	held   string            // the campaigns that wait: {held}
	comma  string
	look   string // before a link
	more   string // reasons that are not shown: how many
}

// test is the kind of what somebody sends to try the way.
const test = "test"

var english = words{
	titles: map[string]string{
		notify.Approval: "[{brand}] {campaign} waits for approval", notify.NotWhole: "[{brand}] the night of {date} is not whole",
		notify.Failed: "[{brand}] the night of {date} failed", notify.Late: "[{brand}] the night of {date} is late",
		notify.Paused: "[{brand}] {campaign} is stopped: too many messages failed", notify.Held: "[{brand}] {campaign} is held",
		notify.Complaints: "[{brand}] {campaign} is called spam", notify.Quota: "[{brand}] few messages are left on {channel}",
		notify.Behind: "[{brand}] the shop {shop} is no longer loaded", test: "[{brand}] a test",
	},
	bodies: map[string]string{
		notify.Approval:   "{members} members of {date} get nothing until somebody approves it.",
		notify.NotWhole:   "The numbers are there and marked; campaigns of the date wait until the night is whole, or somebody releases them.",
		notify.Failed:     "It ended without a certificate: {says}. After mending, run it again: it gives the same numbers and sends nothing twice.",
		notify.Late:       "It should have ended by {since} and has no certificate yet.",
		notify.Paused:     "{count} of {of} messages of {date} failed. {members} members wait until somebody looks at the reasons and releases or cancels it.",
		notify.Held:       "{members} members of {date} wait until somebody releases or cancels it.",
		notify.Complaints: "{count} of {of} members who got it on {date} called it spam ({share}). Look at whom it goes to before it goes again.",
		notify.Quota:      "The account of {channel} may still send {count} messages. A campaign that meets the end waits until there are more.",
		notify.Behind:     "Its last complete pull ended at {since}. Its orders since then are in no number.",
		test:              "If you read this, notifications reach you.",
	},
	after: "{count} messages went first. ", reason: "- ", held: "These wait: {held}.", comma: ", ", look: "Look: ", more: "- and %d more",
}

var chinese = words{
	titles: map[string]string{
		notify.Approval: "[{brand}] {campaign} 等待核准", notify.NotWhole: "[{brand}] {date} 的夜間作業資料不完整",
		notify.Failed: "[{brand}] {date} 的夜間作業失敗", notify.Late: "[{brand}] {date} 的夜間作業逾時未完成",
		notify.Paused: "[{brand}] {campaign} 已停止：失敗訊息過多", notify.Held: "[{brand}] {campaign} 已暫停",
		notify.Complaints: "[{brand}] {campaign} 被檢舉為垃圾訊息", notify.Quota: "[{brand}] {channel} 剩餘則數不多",
		notify.Behind: "[{brand}] 商店 {shop} 已停止更新", test: "[{brand}] 測試",
	},
	bodies: map[string]string{
		notify.Approval:   "{date} 的 {members} 位會員，要等有人核准才會收到。",
		notify.NotWhole:   "數字已算好並標示；當日的行銷活動會等到資料完整，或有人放行。",
		notify.Failed:     "沒有產生證明就結束了：{says}。修正後請重跑：數字相同，也不會重複發送。",
		notify.Late:       "應在 {since} 前完成，目前還沒有證明。",
		notify.Paused:     "{date} 的 {of} 則訊息中有 {count} 則失敗。{members} 位會員正等待有人查看原因後放行或取消。",
		notify.Held:       "{date} 的 {members} 位會員正等待有人放行或取消。",
		notify.Complaints: "{date} 收到的 {of} 位會員中有 {count} 位檢舉為垃圾訊息（{share}）。再次發送前，請先檢查發送對象。",
		notify.Quota:      "{channel} 帳號還能發送 {count} 則。額度用完時，活動會等到有額度為止。",
		notify.Behind:     "最後一次完整抓取到 {since} 為止，其後的訂單不在任何數字裡。",
		test:              "看到這則訊息，表示通知可以送達。",
	},
	after: "已先發送 {count} 則。", reason: "・", held: "等待中的活動：{held}。", comma: "、", look: "查看：", more: "・另有 %d 項",
}

func wordsIn(lang string) *words {
	if lang == present.Chinese.Lang {
		return &chinese
	}
	return &english
}

// mostReasons are written out.
const mostReasons = 8

// TextOf writes a matter for the recipients of a brand. base is the console's address;
// empty: there is none to link to.
func TextOf(brand *config.Brand, m Matter, base string) Text {
	w := wordsIn(brand.Notify.Language)
	fill := filler(brand, m, w)
	body := fill.Replace(w.bodies[m.Kind])
	if m.Kind == notify.Approval && m.Count > 0 {
		body = fill.Replace(w.after) + body
	}
	lines := append([]string{body}, reasons(w, brand.Notify.Language, m.Causes)...)
	if len(m.Held) > 0 {
		lines = append(lines, fill.Replace(w.held))
	}
	if base != "" {
		lines = append(lines, w.look+base+pathOf(brand.Name, m))
	}
	return Text{Title: fill.Replace(w.titles[m.Kind]), Body: strings.Join(lines, "\n")}
}

func reasons(w *words, lang string, causes []cause.Cause) []string {
	var lines []string
	for i, why := range causes {
		if i == mostReasons && len(causes) > mostReasons+1 {
			return append(lines, fmt.Sprintf(w.more, len(causes)-mostReasons))
		}
		lines = append(lines, w.reason+unquoted(why.Sentence(lang)))
	}
	return lines
}

func filler(brand *config.Brand, m Matter, w *words) *strings.Replacer {
	share := ""
	if m.Of > 0 {
		share = present.Percent(float64(m.Count) / float64(m.Of))
	}
	since := ""
	if !m.Since.IsZero() {
		since = m.Since.In(zoneOf(brand)).Format("2006-01-02 15:04")
	}
	return strings.NewReplacer(
		"{brand}", brand.Name, "{campaign}", m.Campaign, "{shop}", m.Shop, "{channel}", m.Channel, "{date}", m.Date.String(),
		"{members}", present.Whole(m.Members), "{count}", present.Whole(m.Count), "{of}", present.Whole(m.Of), "{share}", share,
		"{since}", since, "{says}", strings.TrimSuffix(unquoted(m.Says), "."), "{held}", strings.Join(m.Held, w.comma),
	)
}

func zoneOf(brand *config.Brand) *time.Location {
	if brand.Zone == nil {
		return time.UTC
	}
	return brand.Zone
}

// pathOf is the page of the console that shows a matter.
func pathOf(brand string, m Matter) string {
	path := "/b/" + url.PathEscape(brand)
	switch m.Kind {
	case notify.Approval, notify.Paused, notify.Held, notify.Complaints:
		return path + "/campaigns/" + url.PathEscape(m.Campaign) + "/" + m.Date.String()
	case notify.NotWhole:
		return path + "/nights/" + m.Date.String()
	case notify.Failed, notify.Late:
		return path + "/work"
	}
	return path + "/setup"
}

// unquoted hides what a sentence quotes, and what looks like an address or a phone number:
// it may be a person's, and a notification goes to a chat.
func unquoted(sentence string) string {
	for _, form := range personal {
		sentence = form.ReplaceAllString(sentence, "…")
	}
	return sentence
}

var personal = []*regexp.Regexp{
	regexp.MustCompile(`"(?:[^"\\]|\\.)*"|“[^”]*”|'[^']*'|「[^」]*」|«[^»]*»`),
	regexp.MustCompile(`[^\s<>:;,()：；，（）]+@[^\s<>:;,()：；，（）]+`),
	regexp.MustCompile(`\+?\d[\d -]{7,}\d`),
}
