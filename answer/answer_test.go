package answer

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/internal/prerequisite"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// vectors are those of LINE's and Twilio's own tests; they stand outside of the project.
func vectors(t *testing.T, into any) {
	t.Helper()
	text, err := os.ReadFile(prerequisite.File(t, prerequisite.Signatures))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, into))
}

func open(t *testing.T, c config.Channel) Reader {
	t.Helper()
	reader, err := Open("", c, nil)
	require.NoError(t, err)
	return reader
}

func keyed(provider, key string) config.Channel {
	return config.Channel{Provider: provider, Answers: config.Answers{Key: config.NewSecret(key)}}
}

func request(body string, headers ...string) Request {
	r := Request{Method: http.MethodPost, URL: "https://hooks.shop.test/answers/acme/x", Header: http.Header{}, Body: []byte(body), Now: now}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

// refuses reads a request that must be refused, and says nothing else.
func refuses(t *testing.T, reader Reader, r Request, want error, why string) {
	t.Helper()
	read, err := reader.Read(r)
	require.ErrorIs(t, err, want, why)
	require.Zero(t, read, why)
}

// everyByte changes each byte of a signed body, and each of its signature: all are forged.
func everyByte(t *testing.T, reader Reader, r Request, header string) {
	t.Helper()
	_, err := reader.Read(r)
	require.NoError(t, err)
	for i := range r.Body {
		changed := r
		changed.Body = append([]byte{}, r.Body...)
		changed.Body[i] ^= 1
		refuses(t, reader, changed, ErrForged, fmt.Sprint("byte ", i))
	}
	good := r.Header.Get(header)
	for i := 0; i < len(good)-4; i++ {
		other := byte('A')
		if good[i] == other {
			other = 'B'
		}
		changed := r
		changed.Header = r.Header.Clone()
		changed.Header.Set(header, good[:i]+string(other)+good[i+1:])
		refuses(t, reader, changed, ErrForged, fmt.Sprint("sign ", i))
	}
	changed := r
	changed.Header = r.Header.Clone()
	changed.Header.Set(header, good+"!")
	refuses(t, reader, changed, ErrForged, "more than a signature")
	changed.Header.Del(header)
	refuses(t, reader, changed, ErrUnsigned, "no signature")
}

func TestLINEVector(t *testing.T) {
	var v struct {
		Line struct {
			Secret    string `json:"secret"`
			Body      string `json:"body"`
			Signature string `json:"x-line-signature"`
		} `json:"line"`
	}
	vectors(t, &v)
	reader := open(t, keyed("line", v.Line.Secret))
	refuses(t, reader, request(v.Line.Body, "X-Line-Signature", v.Line.Signature), ErrMalformed, "it is signed, and no JSON")
	refuses(t, reader, request(v.Line.Body+" ", "X-Line-Signature", v.Line.Signature), ErrForged, "another body")
}

func lineSigned(secret, body string) Request {
	return request(body, "X-Line-Signature", base64.StdEncoding.EncodeToString(sha256Of([]byte(secret), []byte(body))))
}

const lineBodyText = `{"destination":"U1","events":[
{"type":"follow","webhookEventId":"e1","timestamp":1763712000000,"source":{"type":"user","userId":"Ua"},"mode":"active"},
{"type":"unfollow","webhookEventId":"e2","timestamp":1763712001000,"source":{"type":"user","userId":"Ua"}},
{"type":"message","webhookEventId":"e3","timestamp":1763712002000,"source":{"type":"user","userId":"Ua"},"message":{"type":"text","text":"secret words"}},
{"type":"message","webhookEventId":"e4","timestamp":1763712002000,"source":{"type":"group","groupId":"C","userId":"Ua"}},
{"type":"follow","webhookEventId":"","timestamp":1,"source":{"type":"user","userId":"Ua"}},
{"type":"follow","webhookEventId":"e6","timestamp":1,"source":{"type":"user"}},
{"type":"postback","webhookEventId":"e5","timestamp":1,"source":{"type":"user","userId":"Ua"}}]}`

func TestLINE(t *testing.T) {
	reader := open(t, keyed("line", "channel secret"))
	everyByte(t, reader, lineSigned("channel secret", `{"events":[]}`), "X-Line-Signature")
	refuses(t, reader, lineSigned("another brand's secret", lineBodyText), ErrForged, "another channel's")
	refuses(t, reader, lineSigned("channel secret", `{}`), ErrMalformed, "no events")
	refuses(t, reader, request(`{"events":[]}`, "X-Line-Signature", "!"), ErrForged, "what is no signature at all")
	read, err := reader.Read(lineSigned("channel secret", lineBodyText))
	require.NoError(t, err)
	at := time.UnixMilli(1763712000000).UTC()
	require.Equal(t, []Answer{
		{Channel: "line", Type: Followed, EventID: "e1", At: at, Address: "Ua"},
		{Channel: "line", Type: Unfollowed, EventID: "e2", At: at.Add(time.Second), Address: "Ua"},
		{Channel: "line", Type: Replied, EventID: "e3", At: at.Add(2 * time.Second), Address: "Ua"},
	}, read.Answers)
}

// LINE's own examples, of every kind of event, are read.
func TestLINEExamples(t *testing.T) {
	read := 0
	for _, name := range []string{prerequisite.LINEWebhook, prerequisite.LINEWebhook3} {
		body, err := os.ReadFile(prerequisite.File(t, name))
		require.NoError(t, err)
		got, err := open(t, keyed("line", "s")).Read(lineSigned("s", string(body)))
		require.NoError(t, err)
		read += len(got.Answers)
		for _, a := range got.Answers {
			require.NotEmpty(t, a.Address)
			require.NotEmpty(t, a.EventID)
		}
	}
	require.Greater(t, read, 10)
}

func TestTwilioVectors(t *testing.T) {
	var v struct {
		Twilio struct {
			Token     string            `json:"auth_token"`
			URL       string            `json:"url"`
			Params    map[string]string `json:"params"`
			Signature string            `json:"x-twilio-signature"`
			HTTP      string            `json:"http_variant_url"`
			HTTPSign  string            `json:"http_variant_signature"`
			JSON      string            `json:"json_body"`
			Sum       string            `json:"body_sha256"`
			JSONSign  string            `json:"url_with_bodySHA256_signature"`
			Wrong     string            `json:"wrong_sort_signature_must_fail"`
		} `json:"twilio"`
	}
	vectors(t, &v)
	form := url.Values{}
	for name, value := range v.Twilio.Params {
		form.Set(name, value)
	}
	reader := open(t, config.Channel{Provider: "twilio", AuthToken: config.NewSecret(v.Twilio.Token)})
	signed := func(address, signature string) Request {
		r := request(form.Encode(), "Content-Type", "application/x-www-form-urlencoded", "X-Twilio-Signature", signature)
		r.URL = address
		return r
	}
	for _, address := range []string{v.Twilio.URL, "https://mycompany.com:443/myapp.php?foo=1&bar=2"} {
		_, err := reader.Read(signed(address, v.Twilio.Signature))
		require.NoError(t, err, address)
	}
	_, err := reader.Read(signed(v.Twilio.HTTP, v.Twilio.HTTPSign))
	require.NoError(t, err)
	for why, r := range map[string]Request{
		"wrong sort": signed(v.Twilio.URL, v.Twilio.Wrong), "http for https": signed(v.Twilio.URL, v.Twilio.HTTPSign),
		"another address": signed("https://mycompany.com/myapp.php?foo=1&bar=3", v.Twilio.Signature),
		"another host":    signed("https://mycompany.co/myapp.php?foo=1&bar=2", v.Twilio.Signature),
	} {
		refuses(t, reader, r, ErrForged, why)
	}
	added := signed(v.Twilio.URL, v.Twilio.Signature)
	added.Body = append(added.Body, "&MessageStatus=delivered"...)
	refuses(t, reader, added, ErrForged, "a parameter more")
	// JSON is signed by its sum in the address; we take forms only.
	asJSON := request(v.Twilio.JSON, "Content-Type", "application/json", "X-Twilio-Signature", v.Twilio.JSONSign)
	asJSON.URL = v.Twilio.URL + "&bodySHA256=" + v.Twilio.Sum
	refuses(t, reader, asJSON, ErrMalformed, "signed, and no form")
	asJSON.Body = []byte(`{"property": "value", "boolean": false}`)
	refuses(t, reader, asJSON, ErrForged, "another body under the same sum")
}

func TestTwilioAnswers(t *testing.T) {
	reader := twilio{"token"}
	read := func(pairs ...string) []Answer {
		t.Helper()
		form := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			form.Set(pairs[i], pairs[i+1])
		}
		r := request(form.Encode(), "Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
		r.Header.Set("X-Twilio-Signature", base64.StdEncoding.EncodeToString(sha1Of([]byte("token"), []byte(r.URL), []byte(sortedForm(form)))))
		got, err := reader.Read(r)
		require.NoError(t, err)
		require.Equal(t, noAnswer, got.Reply)
		return got.Answers
	}
	status := func(state, code string) []Answer {
		return read("MessageSid", "SM1", "MessageStatus", state, "To", "+886912345678", "ErrorCode", code)
	}
	base := Answer{Channel: "sms", ProviderID: "SM1", At: now, Address: "+886912345678"}
	with := func(kind Type, id string, hard bool, detail string) []Answer {
		a := base
		a.Type, a.EventID, a.Hard, a.Detail = kind, id, hard, detail
		return []Answer{a}
	}
	require.Equal(t, with(Delivered, "delivered", false, ""), status("delivered", ""))
	require.Equal(t, with(Bounced, "undelivered", true, "30005"), status("undelivered", "30005"))
	require.Equal(t, with(Bounced, "undelivered", false, "30003"), status("undelivered", "30003"), "a phone that is off")
	require.Equal(t, with(Unsubscribed, "failed", false, "21610"), status("failed", "21610"))
	for _, code := range []string{"30006", "21211", "21614"} {
		require.Equal(t, with(Bounced, "failed", true, code), status("failed", code))
	}
	require.Equal(t, with(Opened, "read", false, ""), status("read", ""))
	for _, underWay := range []string{"accepted", "queued", "sending", "sent"} {
		require.Empty(t, status(underWay, ""))
	}
	require.Empty(t, read("MessageStatus", "delivered", "To", "+886912345678"), "of no message")
	require.Empty(t, read("From", "+886900000000", "Body", "STOP"), "without an id it can't count once")
	require.Empty(t, read("MessageSid", "SM2", "Body", "STOP"), "of nobody")
	incoming := Answer{Channel: "sms", EventID: "SM2", At: now, Address: "+886900000000", Type: Replied}
	require.Equal(t, []Answer{incoming}, read("MessageSid", "SM2", "From", "+886900000000", "To", "+1", "Body", "stop by tomorrow?"))
	incoming.Type, incoming.Detail = Unsubscribed, "STOP"
	for _, word := range []string{"STOP", " stop. ", "Unsubscribe", "StopAll", "cancel!", "END", "quit", "revoke", "optout", "退訂", "取消訂閱。", "拒收！"} {
		require.Equal(t, []Answer{incoming}, read("MessageSid", "SM2", "From", "+886900000000", "Body", word), word)
	}
	require.Equal(t, []Answer{incoming}, read("MessageSid", "SM2", "From", "+886900000000", "Body", "basta", "OptOutType", "STOP"))
}

// twilioCall is a callback that is signed for an address, of a form as Twilio writes it out.
func twilioCall(method, called, signedFor, form, writtenOut string) Request {
	r := request(form, "Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Twilio-Signature", base64.StdEncoding.EncodeToString(sha1Of([]byte("token"), []byte(signedFor+writtenOut))))
	r.Method, r.URL = method, called
	return r
}

// Proxies and Twilio differ in whether a port is written; nothing else of the address may
// differ, and every parameter of a form is signed.
func TestTwilioSignatures(t *testing.T) {
	reader := twilio{"token"}
	const form, out, query = "MessageSid=SM1&MessageStatus=read&To=%2B886", "MessageSidSM1MessageStatusreadTo+886", "/x?a=1"
	for _, c := range []struct{ called, signedFor string }{
		{"https://h.test" + query, "https://h.test" + query}, {"https://h.test" + query, "https://h.test:443" + query},
		{"https://h.test:443" + query, "https://h.test" + query}, {"http://h.test" + query, "http://h.test:80" + query},
		{"http://h.test:8080" + query, "http://h.test:8080" + query}, {"http://h.test:8080" + query, "http://h.test" + query},
		{"https://h.test/x?bodySHA256=00", "https://h.test/x?bodySHA256=00"}, // the sum is of what is no form
	} {
		read, err := reader.Read(twilioCall(http.MethodPost, c.called, c.signedFor, form, out))
		require.NoError(t, err, c)
		require.Equal(t, []string{"read opened"}, lines(read.Answers), c)
	}
	for why, c := range map[string]struct{ called, signedFor string }{
		"another port":   {"https://h.test" + query, "https://h.test:8443" + query},
		"of plain HTTP":  {"https://h.test" + query, "https://h.test:80" + query},
		"no host":        {query, query},
		"no address":     {"https://h.test/%zz", "https://h.test/%zz"},
		"another's host": {"https://h.test" + query, "https://evil.test" + query},
	} {
		refuses(t, reader, twilioCall(http.MethodPost, c.called, c.signedFor, form, out), ErrForged, why)
	}
	const at = "https://h.test/x"
	_, err := reader.Read(twilioCall(http.MethodPost, at, at, "b=2&a=2&a=10&a=2", "a10a2b2"))
	require.NoError(t, err, "names and values are sorted, and each value counts once")
	refuses(t, reader, twilioCall(http.MethodPost, at, at, "a=%zz", ""), ErrMalformed, "no form")
	refuses(t, reader, twilioCall(http.MethodGet, at, at, form, out), ErrForged, "the body of a GET is not signed")
	refuses(t, reader, twilioCall(http.MethodGet, at, at, form, ""), ErrMalformed, "nor is it read")
	bare := twilioCall(http.MethodPost, at, at, `{}`, "")
	bare.Header.Set("Content-Type", "application/json")
	refuses(t, reader, bare, ErrMalformed, "signed, no form, and without a sum")
	summed := func(sum string) Request {
		r := twilioCall(http.MethodPost, at+"?bodySHA256="+sum, at+"?bodySHA256="+sum, `{}`, "")
		r.Header.Set("Content-Type", "application/json")
		return r
	}
	ours := fmt.Sprintf("%X", sha256.Sum256([]byte(`{}`)))
	refuses(t, reader, summed(ours), ErrMalformed, "signed, no form, and with its sum")
	refuses(t, reader, summed("00"+ours[2:]), ErrForged, "with another sum")
	bare.Header.Set("X-Twilio-Signature", bare.Header.Get("X-Twilio-Signature")+"!")
	refuses(t, reader, bare, ErrForged, "more than a signature")
	bare.Header.Del("X-Twilio-Signature")
	refuses(t, reader, bare, ErrUnsigned, "unsigned")
}

func TestSendGrid(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	require.NoError(t, err)
	reader := open(t, keyed("sendgrid", base64.StdEncoding.EncodeToString(der)))
	stamped := func(body, timestamp string) Request {
		digest := sha256.Sum256([]byte(timestamp + body))
		signature, err := ecdsa.SignASN1(rand.Reader, key, digest[:])
		require.NoError(t, err)
		return request(body, "X-Twilio-Email-Event-Webhook-Timestamp", timestamp, "X-Twilio-Email-Event-Webhook-Signature", base64.StdEncoding.EncodeToString(signature))
	}
	signed := func(body string, at time.Time) Request { return stamped(body, strconv.FormatInt(at.Unix(), 10)) }
	everyByte(t, reader, signed(`[]`, now), "X-Twilio-Email-Event-Webhook-Signature")
	for _, at := range []time.Time{now.Add(-25 * time.Hour), now.Add(5 * time.Minute)} {
		_, err := reader.Read(signed(`[]`, at))
		require.NoError(t, err, "repeated for as long as a day, by a clock that is a little ahead: %v", at)
	}
	refuses(t, reader, signed(`[]`, now.Add(-25*time.Hour-time.Second)), ErrStale, "a replay")
	refuses(t, reader, signed(`[]`, now.Add(5*time.Minute+time.Second)), ErrStale, "of the future")
	untimed := signed(`[]`, now)
	untimed.Header.Del("X-Twilio-Email-Event-Webhook-Timestamp")
	refuses(t, reader, untimed, ErrUnsigned, "without a time")
	for _, text := range []string{"0", "-1", "1e11", "x", "NaN", "Inf"} {
		refuses(t, reader, stamped(`[]`, text), ErrMalformed, text)
	}
	_, err = reader.Read(stamped(`[]`, strconv.FormatInt(now.Unix(), 10)+".5"))
	require.NoError(t, err, "with a fraction of a second")
	moved := signed(`[]`, now.Add(-26*time.Hour))
	moved.Header.Set("X-Twilio-Email-Event-Webhook-Timestamp", strconv.FormatInt(now.Unix(), 10))
	refuses(t, reader, moved, ErrForged, "the time is signed, too")
	refuses(t, reader, signed(`{}`, now), ErrMalformed, "no list")
	read, err := reader.Read(signed(`[
{"event":"processed","sg_event_id":"0"},{"event":"deferred","sg_event_id":"00","email":"a@x.test"},
{"event":"delivered","sg_event_id":"1","sg_message_id":"MID.recvd-5d-1.0","email":"a@x.test","timestamp":1763712000},
{"event":"open","sg_event_id":"2","sg_message_id":"MID.filterdrecv-5d-1.0","useragent":"Mozilla/5.0 (iPhone)","timestamp":1763712000},
{"event":"open","sg_event_id":"3","sg_machine_open":true,"useragent":"Mozilla/5.0 (iPhone)","timestamp":1763712000},
{"event":"click","sg_event_id":"4","useragent":"Barracuda Sentinel (EE)","timestamp":1763712000},
{"event":"bounce","type":"bounce","status":"5.1.1","reason":"550 a@x.test unknown","sg_event_id":"5","timestamp":1763712000},
{"event":"bounce","type":"blocked","status":"5.7.1","sg_event_id":"6","timestamp":1763712000},
{"event":"dropped","reason":"Bounced Address","sg_event_id":"7","timestamp":1763712000},
{"event":"dropped","reason":"Unsubscribed Address","sg_event_id":"8","timestamp":1763712000},
{"event":"spamreport","sg_event_id":"9","timestamp":1763712000},{"event":"group_unsubscribe","sg_event_id":"10","timestamp":1763712000},
{"event":"bounce","type":"bounce","status":"4.2.2","sg_event_id":"11"},{"event":"bounce","status":"550 a@x.test","sg_event_id":"12","timestamp":1e11},
{"event":"dropped","reason":"Spam Reporting Address","sg_event_id":"13","timestamp":-1},{"event":"dropped","reason":"Invalid","sg_event_id":"14"},
{"event":"unsubscribe","sg_event_id":"15"},{"event":"delivered","sg_event_id":""},{"event":"dropped","reason":"Invalid"}]`, now))
	require.NoError(t, err)
	require.Equal(t, "MID", read.Answers[0].ProviderID)
	require.Equal(t, "a@x.test", read.Answers[0].Address)
	require.Equal(t, "MID", read.Answers[1].ProviderID)
	require.Equal(t, time.Unix(1763712000, 0).UTC(), read.Answers[1].At)
	require.Equal(t, []string{
		"1 delivered", "2 opened", "3 opened proxy", "4 clicked scanner", "5 bounced hard 5.1.1", "6 bounced 5.7.1", "7 bounced hard dropped",
		"8 unsubscribed", "9 complained", "10 unsubscribed", "11 bounced 4.2.2", "12 bounced hard", "13 complained", "14 bounced dropped", "15 unsubscribed",
	}, lines(read.Answers))
	for _, a := range read.Answers[10:13] {
		require.Zero(t, a.At, "no time, or none that it can be")
	}
	written := string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	_, err = open(t, keyed("sendgrid", written)).Read(signed(`[]`, now))
	require.NoError(t, err, "the key as PEM")
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	der, err = x509.MarshalPKIXPublicKey(&other.PublicKey)
	require.NoError(t, err)
	for _, bad := range []string{"", "x", base64.StdEncoding.EncodeToString([]byte("no key")), base64.StdEncoding.EncodeToString(der)} {
		_, err := newSendGrid(bad)
		require.Error(t, err)
	}
}

func lines(answers []Answer) []string {
	all := make([]string, len(answers))
	for i, a := range answers {
		all[i] = a.EventID + " " + string(a.Type)
		if a.Hard {
			all[i] += " hard"
		}
		for _, more := range []string{a.Machine, a.Detail} {
			if more != "" {
				all[i] += " " + more
			}
		}
	}
	return all
}

func mailgunSigned(key, token, event string, at time.Time) Request {
	timestamp := strconv.FormatInt(at.Unix(), 10)
	signature := hex.EncodeToString(sha256Of([]byte(key), []byte(timestamp+token)))
	return request(fmt.Sprintf(`{"signature":{"timestamp":%q,"token":%q,"signature":%q},"event-data":%s}`, timestamp, token, signature, event))
}

func TestMailgun(t *testing.T) {
	reader := open(t, keyed("mailgun", "signing key"))
	event := func(more string) string {
		return `{"id":"e1","timestamp":1763712000.5,"recipient":"a@x.test","message":{"headers":{"message-id":"id@shop.test"}},` + more + `}`
	}
	read := func(more string) []Answer {
		t.Helper()
		got, err := reader.Read(mailgunSigned("signing key", more, event(more), now))
		require.NoError(t, err)
		return got.Answers
	}
	refuses(t, reader, mailgunSigned("another key", "tok", event(`"event":"delivered"`), now), ErrForged, "another account's")
	refuses(t, reader, mailgunSigned("signing key", "tok", event(`"event":"delivered"`), now.Add(-26*time.Hour)), ErrStale, "a replay")
	refuses(t, reader, request(`{"event-data":{"id":"e"}}`), ErrUnsigned, "unsigned")
	refuses(t, reader, request(`{`), ErrMalformed, "no JSON")
	stolen := mailgunSigned("signing key", "tok", strings.Replace(event(`"event":"complained"`), `"e1"`, `"e2"`, 1), now)
	_, err := reader.Read(stolen)
	require.NoError(t, err, "the first event of a token")
	refuses(t, reader, mailgunSigned("signing key", "tok", event(`"event":"delivered"`), now), ErrForged, "a token of another event")
	_, err = reader.Read(stolen)
	require.NoError(t, err, "reported again")
	refuses(t, reader, mailgunSigned("signing key", "no id", `{"event":"delivered"}`, now), ErrMalformed, "an event without an id")
	longer := mailgunSigned("signing key", "tok", event(`"event":"delivered"`), now)
	longer.Body = []byte(strings.Replace(string(longer.Body), `"},"event-data"`, `zz"},"event-data"`, 1))
	refuses(t, reader, longer, ErrForged, "more than a signature")
	other := mailgunSigned("signing key", "tok", event(`"event":"delivered"`), now)
	other.Body = []byte(string(other.Body[:30]) + "9" + string(other.Body[31:]))
	refuses(t, reader, other, ErrForged, "another time")
	got := read(`"event":"delivered"`)
	require.Equal(t, []Answer{{Channel: "edm", Type: Delivered, ProviderID: "id@shop.test", EventID: "e1", Address: "a@x.test", At: time.UnixMilli(1763712000500).UTC()}}, got)
	for more, want := range map[string]string{
		`"event":"failed","severity":"permanent","reason":"bounce","delivery-status":{"code":550}`: "e1 bounced hard 550",
		`"event":"failed","severity":"permanent","reason":"generic"`:                               "e1 bounced",
		`"event":"failed","severity":"permanent","reason":"suppress-unsubscribe"`:                  "e1 unsubscribed",
		`"event":"failed","severity":"permanent","reason":"suppress-complaint"`:                    "e1 complained",
		`"event":"failed","severity":"permanent","reason":"suppress-bounce"`:                       "e1 bounced hard",
		`"event":"unsubscribed"`: "e1 unsubscribed",
		`"event":"opened","client-info":{"user-agent":"x (via ggpht.com GoogleImageProxy)","bot":"gmail"}`: "e1 opened proxy",
		`"event":"complained"`: "e1 complained",
		`"event":"opened","client-info":{"user-agent":"Mozilla/5.0"}`:                        "e1 opened proxy",
		`"event":"clicked","client-info":{"user-agent":"Mozilla/5.0 (Mac)","bot":"generic"}`: "e1 clicked scanner",
		`"event":"clicked","client-info":{"user-agent":"Mozilla/5.0 (Macintosh)","bot":""}`:  "e1 clicked",
	} {
		require.Equal(t, []string{want}, lines(read(more)), more)
	}
	require.Empty(t, read(`"event":"failed","severity":"temporary","reason":"generic"`))
	require.Empty(t, read(`"event":"accepted"`))
}

func TestResend(t *testing.T) {
	key := []byte("0123456789abcdef01234567")
	reader := open(t, keyed("resend", "whsec_"+base64.StdEncoding.EncodeToString(key)))
	signed := func(body string, at time.Time) Request {
		timestamp := strconv.FormatInt(at.Unix(), 10)
		signature := base64.StdEncoding.EncodeToString(sha256Of(key, []byte("msg_1."+timestamp+"."+body)))
		return request(body, "Svix-Id", "msg_1", "Svix-Timestamp", timestamp, "Svix-Signature", "v1,"+signature)
	}
	body := `{"type":"email.bounced","created_at":"2026-11-20T11:59:00.000Z","data":{"email_id":"id-1","to":["a@x.test"],"bounce":{"type":"Permanent","subType":"General","message":"to a@x.test"}}}`
	r := signed(body, now)
	everyByte(t, reader, signed(`{"type":"x"}`, now), "Svix-Signature")
	for _, off := range []time.Duration{-5 * time.Minute, 5 * time.Minute} {
		_, err := reader.Read(signed(body, now.Add(off)))
		require.NoError(t, err, off)
	}
	refuses(t, reader, signed(body, now.Add(-5*time.Minute-time.Second)), ErrStale, "a replay")
	refuses(t, reader, signed(body, now.Add(5*time.Minute+time.Second)), ErrStale, "of the future")
	for _, header := range []string{"Svix-Id", "Svix-Timestamp", "Svix-Signature"} {
		changed := signed(body, now)
		changed.Header.Del(header)
		refuses(t, reader, changed, ErrUnsigned, header)
	}
	newer := signed(body, now)
	newer.Header.Set("Svix-Signature", strings.Replace(newer.Header.Get("Svix-Signature"), "v1,", "v2,", 1))
	refuses(t, reader, newer, ErrForged, "a signature of another kind")
	newer.Header.Set("Svix-Signature", strings.TrimPrefix(newer.Header.Get("Svix-Signature"), "v2,"))
	refuses(t, reader, newer, ErrForged, "a signature of no kind")
	for _, header := range []string{"Svix-Id", "Svix-Timestamp"} {
		changed := signed(body, now)
		changed.Header.Set(header, changed.Header.Get(header)+"1")
		refuses(t, reader, changed, ErrForged, header)
	}
	// While a secret is changed both sign.
	r.Header.Set("Svix-Signature", "v1,AAAA v2,xxxx "+r.Header.Get("Svix-Signature"))
	read, err := reader.Read(r)
	require.NoError(t, err)
	require.Equal(t, []Answer{{
		Channel: "edm", Type: Bounced, ProviderID: "id-1", EventID: "msg_1", Address: "a@x.test", Hard: true, Detail: "General",
		At: time.Date(2026, 11, 20, 11, 59, 0, 0, time.UTC),
	}}, read.Answers)
	for text, want := range map[string][]string{
		`{"type":"email.bounced","data":{"bounce":{"type":"Transient"}}}`:                              {"msg_1 bounced"},
		`{"type":"email.complained","data":{"to":["a@x.test","b@x.test"]}}`:                            {"msg_1 complained", "msg_1/1 complained"},
		`{"type":"email.clicked","data":{"click":{"userAgent":"Mozilla/5.0 (X11) HeadlessChrome/1"}}}`: {"msg_1 clicked scanner"},
		`{"type":"email.bounced","data":{"bounce":{"type":"Undetermined"}}}`:                           {"msg_1 bounced"},
		`{"type":"email.bounced","data":{"bounce":{"subType":"no such a@x.test"}}}`:                    {"msg_1 bounced hard"},
		`{"type":"email.delivered","data":{"to":["a@x.test"]}}`:                                        {"msg_1 delivered"},
		`{"type":"email.opened","data":{"open":{"userAgent":"YahooMailProxy"}}}`:                       {"msg_1 opened proxy"},
		`{"type":"email.sent","data":{}}`:                                                              {},
	} {
		read, err := reader.Read(signed(text, now))
		require.NoError(t, err)
		require.Equal(t, want, lines(read.Answers), text)
	}
	encoded := base64.StdEncoding.EncodeToString(key)
	for _, bad := range []string{"whsec_", "whsec_!", encoded, "whsec_" + encoded + "!", "whsec_" + base64.StdEncoding.EncodeToString(key[:15])} {
		_, err := newResend(bad)
		require.Error(t, err, bad)
	}
	_, err = newResend(" whsec_" + base64.StdEncoding.EncodeToString(key[:16]) + "\n")
	require.NoError(t, err)
}

// What a provider calls a code is kept where it is one; a text may hold a person.
func TestCodes(t *testing.T) {
	for _, code := range []string{"0", "9", "A", "Z", "a", "z", "5.1.1", "Mailbox_Full-2", strings.Repeat("x", 40)} {
		require.Equal(t, code, word(code))
	}
	for _, text := range []string{"/", ":", "@", "[", "`", "{", "no such user", "é", "王小明", "a@x.test", "5.1.1 ", strings.Repeat("x", 41)} {
		require.Empty(t, word(text), text)
	}
}

// A token that was seen is known for as long as a day's tokens are; then the oldest makes
// room.
func TestTokensAreForgotten(t *testing.T) {
	seen := &tokens{events: map[string]string{}}
	for i := range maxTokens {
		require.True(t, seen.firstOr(strconv.Itoa(i), "e"))
	}
	require.False(t, seen.firstOr("0", "another"), "the oldest is still known")
	require.True(t, seen.firstOr("one more", "e"))
	require.False(t, seen.firstOr("1", "another"), "only the oldest made room")
	require.True(t, seen.firstOr("0", "another"))
	require.False(t, seen.firstOr("2", "another"))
	require.True(t, seen.firstOr("1", "another"), "again the oldest")
	require.Len(t, seen.events, maxTokens)
}

func TestMitake(t *testing.T) {
	reader := open(t, keyed("mitake", "a secret path of ours"))
	call := func(secret, query string) Request {
		return Request{Method: http.MethodGet, URL: "https://h.test/answers/acme/sms/" + secret + "?" + query, Secret: secret, Now: now}
	}
	refuses(t, reader, call("", "msgid=1&statuscode=4"), ErrUnsigned, "no secret")
	refuses(t, reader, call("a secret path of ourt", "msgid=1&statuscode=4"), ErrForged, "a guess")
	refuses(t, reader, call("a secret path of ours", "statuscode=4"), ErrMalformed, "of no message")
	refuses(t, reader, call("a secret path of ours", "msgid=%0amsgid%3d2&statuscode=4"), ErrMalformed, "a line more in the reply")
	refuses(t, reader, call("a secret path of ours", "msgid=7&statuscode=4&x=%zz"), ErrMalformed, "no query")
	for query, want := range map[string][]string{
		"msgid=7&dstaddr=0912345678&donetime=20261120190000&statuscode=4": {"4 delivered 4"},
		"msgid=7&statuscode=6": {"6 bounced hard 6"},
		"msgid=7&statuscode=5": {"5 bounced 5"}, "msgid=7&statuscode=7": {"7 bounced 7"}, "msgid=7&statuscode=8": {"8 bounced 8"},
		"msgid=7&statuscode=0": {}, "msgid=7&statuscode=1": {}, "msgid=7&statuscode=3": {}, "msgid=7&statuscode=9": {}, "msgid=7": {},
	} {
		read, err := reader.Read(call("a secret path of ours", query))
		require.NoError(t, err)
		require.Equal(t, want, lines(read.Answers))
		require.Equal(t, "magicid=sms_gateway_rpack\nmsgid=7\n", read.Reply)
	}
	read, err := reader.Read(call("a secret path of ours", "msgid=7&dstaddr=0912345678&donetime=20261120190000&statuscode=4"))
	require.NoError(t, err)
	require.Equal(t, Answer{
		Channel: "sms", Type: Delivered, ProviderID: "7", EventID: "4", Address: "0912345678", Detail: "4", At: time.Date(2026, 11, 20, 11, 0, 0, 0, time.UTC),
	}, read.Answers[0])
	read, err = reader.Read(call("a secret path of ours", "msgid=7&donetime=soon&statuscode=4"))
	require.NoError(t, err)
	require.Equal(t, now, read.Answers[0].At, "without a time it is when it came")
}

func TestOpenNeedsAKey(t *testing.T) {
	for _, provider := range []string{"line", "sendgrid", "mailgun", "resend", "mitake", "smtp", "twilio", "ses"} {
		_, err := Open("x", config.Channel{Provider: provider}, nil)
		require.ErrorIs(t, err, ErrClosed, provider)
	}
	_, err := Open("x", keyed("pigeon", "key"), nil)
	require.Error(t, err)
	require.NotErrorIs(t, err, ErrClosed)
}

func TestMachineOf(t *testing.T) {
	const safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
	header := func(pairs ...string) http.Header {
		h := http.Header{}
		for i := 0; i < len(pairs); i += 2 {
			h.Set(pairs[i], pairs[i+1])
		}
		return h
	}
	for want, requests := range map[string][]http.Header{
		"":       {header("User-Agent", safari), header("User-Agent", "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36 Line/14.1")},
		Proxy:    {header("User-Agent", "Mozilla/5.0"), header("User-Agent", "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"), header("User-Agent", "YahooMailProxy; https://help.yahoo.com")},
		Prefetch: {header("User-Agent", safari, "Sec-Purpose", "prefetch;prerender"), header("User-Agent", safari, "Purpose", "prefetch"), header("User-Agent", safari, "X-Moz", "prefetch"), header("User-Agent", safari, "X-Purpose", "preview")},
		Scanner:  {header(), header("User-Agent", "python-requests/2.32"), header("User-Agent", "Mozilla/5.0 (compatible; Googlebot/2.1)"), header("User-Agent", "facebookexternalhit/1.1;line-poker/1.0")},
	} {
		for _, h := range requests {
			require.Equal(t, want, MachineOf(http.MethodGet, h), h)
			require.Equal(t, Head, MachineOf(http.MethodHead, h))
		}
	}
	for _, name := range []string{"Purpose", "X-Purpose", "Sec-Purpose", "X-Moz"} {
		for _, why := range []string{"Prefetch", "preview", "prerender"} {
			require.Equal(t, Prefetch, MachineOf(http.MethodGet, header("User-Agent", safari, name, why)), name+": "+why)
		}
	}
	for want, agents := range map[string]string{
		Proxy: "(via GoogleImageProxy)|ggpht.com|YahooMailProxy/1|YahooCacheSystem; x| Mozilla/5.0 ",
		Scanner: "bingbot/2.0|a Crawler|Baiduspider/2.0|URL Scanner|SkypeUriPreview|facebookexternalhit/1.1|Barracuda Sentinel|Proofpoint|Mimecast|" +
			"Microsoft SafeLinks|Symantec|IronPort|Python/3.9 aiohttp|curl/8.5|Wget/1.21|Go-http-client/2.0|Java/11.0.2|okhttp/4.9|HeadlessChrome/1|PhantomJS/2",
	} {
		for agent := range strings.SplitSeq(agents, "|") {
			require.Equal(t, want, MachineOf(http.MethodGet, header("User-Agent", agent)), agent)
		}
	}
	require.Empty(t, MachineOf(http.MethodPost, header("User-Agent", safari, "Purpose", "reading")))
	require.Empty(t, machineOf(""), "a provider that says no agent says nothing of who it was")
}
