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
