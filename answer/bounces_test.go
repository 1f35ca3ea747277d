package answer

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// report is a delivery report as Postfix writes it.
const dsn = "From: MAILER-DAEMON@mx.test\r\nTo: bounces@shop.test\r\nSubject: Undelivered\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\n" +
	"MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status;\r\n boundary=\"b1\"\r\n\r\n" +
	"This is a MIME message.\r\n--b1\r\nContent-Type: text/plain\r\n\r\nI'm sorry <id-in-the-text@shop.test>\r\n" +
	"--b1\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.test\r\nArrival-Date: Fri, 20 Nov 2026 09:59:00 +0000\r\n\r\n" +
	"Final-Recipient: rfc822; victim@x.test\r\nOriginal-Recipient: rfc822;victim@x.test\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 no such user\r\n\r\n" +
	"--b1\r\nContent-Type: text/rfc822-headers\r\n\r\nReturn-Path: <news@shop.test>\r\nTo: victim@x.test\r\nMessage-ID: <our-id@shop.test>\r\nSubject: hello\r\n\r\n--b1--\r\n"

const arf = "From: fbl@mail.test\r\nContent-Type: multipart/report; report-type=feedback-report; boundary=b2\r\n\r\n" +
	"--b2\r\nContent-Type: text/plain\r\n\r\nAn abuse report\r\n--b2\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: X/1\r\nVersion: 1\r\n\r\n" +
	"--b2\r\nContent-Type: message/rfc822\r\n\r\nFrom: <news@shop.test>\r\nMessage-Id: <our-id@shop.test>\r\nTo: victim@x.test\r\n\r\nbody\r\n--b2--\r\n"

const mailboxKey = "a key of the mailbox"

func readMail(t *testing.T, text string) []Answer {
	t.Helper()
	read, err := open(t, keyed("smtp", mailboxKey)).Read(request(text, "Authorization", "Bearer "+mailboxKey))
	require.NoError(t, err)
	return read.Answers
}

func TestDeliveryReports(t *testing.T) {
	got := readMail(t, dsn)
	require.Len(t, got, 1)
	a := got[0]
	require.Equal(t, "2026-11-20 10:00:00 +0000 UTC", a.At.String())
	require.Equal(t, got, readMail(t, dsn), "the same mail is the same event")
	require.NotEqual(t, a.EventID, readMail(t, strings.Replace(dsn, "sorry", "Sorry", 1))[0].EventID)
	a.At, a.EventID = now, ""
	require.Equal(t, Answer{Channel: "edm", Type: Bounced, ProviderID: "our-id@shop.test", Hard: true, Detail: "5.1.1", At: now}, a, "no address is taken from a mail that anybody can write")

	kinds := func(text string) []string {
		answers := readMail(t, text)
		for i := range answers {
			answers[i].EventID = "e"
		}
		return lines(answers)
	}
	for what, c := range map[string]struct {
		old, new string
		want     []string
	}{
		"a full mailbox":   {"5.1.1", "5.2.2", []string{"e bounced 5.2.2"}},
		"a filter":         {"Status: 5.1.1", "Status: 5.7.1 (no)", []string{"e bounced 5.7.1"}},
		"no status":        {"5.1.1", "see a@x.test", []string{"e bounced"}},
		"delayed":          {"Action: failed", "Action: delayed", []string{}},
		"in capitals":      {"Action: failed", "ACTION: Failed", []string{"e bounced hard 5.1.1"}},
		"of no message":    {"Message-ID: <our-id@shop.test>\r\n", "", []string{}},
		"bad id":           {"<our-id@shop.test>", "our id", []string{}},
		"two recipients":   {"\r\n\r\n--b1\r\nContent-Type: text/rfc822", "\r\n\r\nFinal-Recipient: rfc822; b@x.test\r\nAction: failed\r\nStatus: 4.4.7\r\n\r\n--b1\r\nContent-Type: text/rfc822", []string{"e bounced hard 5.1.1", "e bounced 4.4.7"}},
		"the whole letter": {"text/rfc822-headers", "message/rfc822", []string{"e bounced hard 5.1.1"}},
	} {
		require.Contains(t, dsn, c.old, what)
		require.Equal(t, c.want, kinds(strings.Replace(dsn, c.old, c.new, 1)), what)
	}
	withoutLetter := strings.Replace(dsn, "text/rfc822-headers", "text/x-nothing", 1)
	require.Empty(t, readMail(t, withoutLetter))
	require.Equal(t, []string{"e bounced hard 5.1.1"}, kinds("In-Reply-To: <our-id@shop.test>\r\n"+withoutLetter))
	require.Equal(t, []string{"e complained"}, kinds(arf))
	require.Empty(t, kinds(strings.Replace(arf, "abuse\r\nUser", "not-spam\r\nUser", 1)))
	require.Empty(t, readMail(t, "Subject: out of office\r\nIn-Reply-To: <our-id@shop.test>\r\n\r\nback on Monday\r\n"))
}

// The details of a report that only some servers write.
func TestDetailsOfReports(t *testing.T) {
	change := func(text, old, with string) string {
		require.Contains(t, text, old)
		return strings.Replace(text, old, with, 1)
	}
	const sent = "Date: Fri, 20 Nov 2026 10:00:00 +0000\r\n"
	for what, date := range map[string]string{"no time": "", "no time that is one": "Date: today\r\n", "a time that is still to come": "Date: Fri, 20 Nov 2026 12:00:01 +0000\r\n"} {
		require.Equal(t, now, readMail(t, change(dsn, sent, date))[0].At, what)
	}

	const next = "\r\n\r\n--b1\r\nContent-Type: text/rfc822"
	failed := func(status string) string {
		return "Final-Recipient: rfc822; b@x.test\r\nAction: failed\r\nStatus: " + status
	}
	two := readMail(t, change(dsn, next, "\r\n\r\n"+failed("4.4.7")+next))
	require.Len(t, two, 2)
	require.Equal(t, two[0].EventID+"/1", two[1].EventID, "each recipient is an event of its own")
	for what, blank := range map[string]string{"two blank lines": "\r\n\r\n\r\n", "as Unix ends lines": "\n\n\n"} {
		require.Len(t, readMail(t, change(dsn, next, blank+failed("4.4.7")+next)), 2, what)
	}
	many := strings.Repeat("\r\n\r\n"+failed("5.1.1"), 60)
	require.Len(t, readMail(t, change(dsn, next, many+next)), maxNotices)

	other := "\r\n--b1\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <another@shop.test>\r\n\r\n--b1--"
	require.Equal(t, "our-id@shop.test", readMail(t, change(dsn, "\r\n--b1--", other))[0].ProviderID, "the first letter is the one that came back")
	require.Equal(t, "our-id@shop.test", readMail(t, change(dsn, "Message-ID: <our", "X-Original-Message-ID: <our"))[0].ProviderID)
	require.Equal(t, "our-id@shop.test", readMail(t, "References: <our-id@shop.test>\r\n"+change(dsn, "text/rfc822-headers", "text/x-nothing"))[0].ProviderID)

	const after = "\r\n--b2--"
	more := "\r\n--b2\r\nContent-Type: message/feedback-report\r\n\r\n"
	require.Equal(t, Complained, readMail(t, change(arf, after, more+"Feedback-Type: not-spam\r\n\r\n--b2--"))[0].Type, "what was called spam stays so")
	require.Empty(t, readMail(t, change(arf, "Feedback-Type: abuse\r\nUser-Agent: X/1\r\nVersion: 1\r\n", "")), "a report that says nothing")
}

// An address takes no mail where the server says so of the address; what it says of one
// message ends nothing.
func TestWhichStatusesAreHard(t *testing.T) {
	for status := range strings.FieldsSeq("5.1.1 5.1.2 5.1.3 5.1.6 5.1.10 5.4.4") {
		require.True(t, readMail(t, strings.Replace(dsn, "5.1.1", status, 1))[0].Hard, status)
	}
	for status := range strings.FieldsSeq("4.1.1 5.1.0 5.1.4 5.1.7 5.2.0 5.2.1 5.2.2 5.3.4 5.4.1 5.4.6 5.7.1 5.7.26") {
		a := readMail(t, strings.Replace(dsn, "5.1.1", status, 1))[0]
		require.False(t, a.Hard, status)
		require.Equal(t, status, a.Detail)
	}
}

// A mail may have twenty parts, four deep; one more is none that a mail server wrote.
func TestHowManyPartsAReportMayHave(t *testing.T) {
	reader := open(t, keyed("smtp", mailboxKey))
	good := func(text string) Request { return request(text, "Authorization", "Bearer "+mailboxKey) }
	wide := func(parts int) Request {
		return good("Content-Type: multipart/mixed; boundary=x\r\n\r\n" + strings.Repeat("--x\r\nContent-Type: text/plain\r\n\r\na\r\n", parts-1) + "--x--\r\n")
	}
	deep := func(levels int) Request {
		text := "\r\na"
		for i := range levels {
			b := string(rune('a' + i))
			text = "Content-Type: multipart/mixed; boundary=" + b + "\r\n\r\n--" + b + "\r\n" + text + "\r\n--" + b + "--\r\n"
		}
		return good(text)
	}
	for _, r := range []Request{wide(maxReportParts), deep(maxReportDepth)} {
		_, err := reader.Read(r)
		require.NoError(t, err)
	}
	refuses(t, reader, wide(maxReportParts+1), ErrMalformed, "a part more")
	refuses(t, reader, deep(maxReportDepth+1), ErrMalformed, "a level more")
}

func TestForgedMailsOfTheMailbox(t *testing.T) {
	reader := open(t, keyed("smtp", mailboxKey))
	refuses(t, reader, request(dsn), ErrUnsigned, "no key")
	refuses(t, reader, request(dsn, "Authorization", "Basic "+mailboxKey), ErrUnsigned, "another scheme")
	refuses(t, reader, request(dsn, "Authorization", "Bearer "+mailboxKey+"x"), ErrForged, "a guess")
	good := func(text string) Request { return request(text, "Authorization", "Bearer "+mailboxKey) }
	refuses(t, reader, good("no mail"), ErrMalformed, "no mail")
	refuses(t, reader, good("Content-Type: multipart/report\r\n\r\n"), ErrMalformed, "no boundary")
	refuses(t, reader, good("Content-Type: multipart/mixed; boundary=x\r\n\r\n"+strings.Repeat("--x\r\nContent-Type: text/plain\r\n\r\na\r\n", 1000)+"--x--\r\n"), ErrMalformed, "a thousand parts")
	deep := "a"
	for i := range 30 {
		b := string(rune('a' + i))
		deep = "Content-Type: multipart/mixed; boundary=" + b + "\r\n\r\n--" + b + "\r\n" + deep + "\r\n--" + b + "--\r\n"
	}
	refuses(t, reader, good(deep), ErrMalformed, "thirty deep")
	many := strings.Replace(dsn, "Final-Recipient", strings.Repeat("Action: failed\r\n\r\n", 5000)+"Final-Recipient", 1)
	require.LessOrEqual(t, len(readMail(t, many)), maxNotices)
}
