package answer

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
)

const (
	topic  = "arn:aws:sns:ap-northeast-1:123456789012:mail"
	pemAt  = "https://sns.ap-northeast-1.amazonaws.com/SimpleNotificationService-abc.pem"
	joinUs = "https://sns.ap-northeast-1.amazonaws.com/?Action=ConfirmSubscription&Token=t"
)

// amazon signs as SNS does.
type amazon struct {
	t     *testing.T
	key   *rsa.PrivateKey
	asked []string // addresses of certificates
	fails error
}

func newAmazon(t *testing.T) *amazon {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	return &amazon{t: t, key: key}
}

func (a *amazon) reader() Reader {
	reader, err := Open("edm", config.Channel{Provider: "ses", Answers: config.Answers{Topic: topic}}, func(address string) (*x509.Certificate, error) {
		a.asked = append(a.asked, address)
		return &x509.Certificate{PublicKey: &a.key.PublicKey}, a.fails
	})
	require.NoError(a.t, err)
	return reader
}

// asAmazonSigns is the text that Amazon's page on signatures says is signed, of each type of
// message.
func asAmazonSigns(m snsMessage) string {
	if m.Type != "Notification" {
		return "Message\n" + m.Message + "\nMessageId\n" + m.MessageID + "\nSubscribeURL\n" + m.SubscribeURL + "\nTimestamp\n" + m.Timestamp +
			"\nToken\n" + m.Token + "\nTopicArn\n" + m.TopicARN + "\nType\n" + m.Type + "\n"
	}
	subject := ""
	if m.Subject != "" {
		subject = "Subject\n" + m.Subject + "\n"
	}
	return "Message\n" + m.Message + "\nMessageId\n" + m.MessageID + "\n" + subject + "Timestamp\n" + m.Timestamp + "\nTopicArn\n" + m.TopicARN + "\nType\nNotification\n"
}

func (a *amazon) signed(m snsMessage) Request {
	a.t.Helper()
	if m.SignatureVersion == "" {
		m.SignatureVersion = "2"
	}
	if m.Timestamp == "" {
		m.Timestamp = now.Format("2006-01-02T15:04:05.000Z")
	}
	kind, digest := crypto.SHA256, []byte(nil)
	if m.SignatureVersion == "1" {
		sum := sha1.Sum([]byte(asAmazonSigns(m)))
		kind, digest = crypto.SHA1, sum[:]
	} else {
		sum := sha256.Sum256([]byte(asAmazonSigns(m)))
		digest = sum[:]
	}
	signature, err := rsa.SignPKCS1v15(rand.Reader, a.key, kind, digest)
	require.NoError(a.t, err)
	m.Signature = base64.StdEncoding.EncodeToString(signature)
	body, err := json.Marshal(m)
	require.NoError(a.t, err)
	return request(string(body))
}

func notice(message string) snsMessage {
	return snsMessage{Type: "Notification", MessageID: "n1", TopicARN: topic, Message: message, SigningCertURL: pemAt}
}

func TestSES(t *testing.T) {
	amazon := newAmazon(t)
	reader := amazon.reader()
	bounce := `{"notificationType":"Bounce","mail":{"messageId":"ses-1","destination":["a@x.test","b@x.test"]},
		"bounce":{"bounceType":"Permanent","bounceSubType":"NoEmail","timestamp":"2026-11-20T11:00:00.000Z","feedbackId":"f",
		"bouncedRecipients":[{"emailAddress":"a@x.test","status":"5.1.1","diagnosticCode":"smtp; 550 a@x.test"},{"emailAddress":"b@x.test"}]}}`
	for _, version := range []string{"1", "2"} {
		m := notice(bounce)
		m.SignatureVersion, m.Subject = version, "Amazon SES"
		read, err := reader.Read(amazon.signed(m))
		require.NoError(t, err)
		at := time.Date(2026, 11, 20, 11, 0, 0, 0, time.UTC)
		require.Equal(t, []Answer{
			{Channel: "edm", Type: Bounced, ProviderID: "ses-1", EventID: "n1", At: at, Address: "a@x.test", Hard: true, Detail: "NoEmail"},
			{Channel: "edm", Type: Bounced, ProviderID: "ses-1", EventID: "n1/1", At: at, Address: "b@x.test", Hard: true, Detail: "NoEmail"},
		}, read.Answers)
	}
	for message, want := range map[string][]string{
		`{"eventType":"Bounce","mail":{"messageId":"1"},"bounce":{"bounceType":"Transient","bounceSubType":"MailboxFull","bouncedRecipients":[{"emailAddress":"a@x.test"}]}}`: {"n1 bounced MailboxFull"},
		`{"eventType":"Complaint","mail":{"messageId":"1"},"complaint":{"complainedRecipients":[{"emailAddress":"a@x.test"}]}}`:                                               {"n1 complained"},
		`{"eventType":"Delivery","mail":{"messageId":"1"},"delivery":{"recipients":["a@x.test"]}}`:                                                                            {"n1 delivered"},
		`{"eventType":"Open","mail":{"messageId":"1","destination":["a@x.test"]},"open":{"userAgent":"Mozilla/5.0"}}`:                                                         {"n1 opened proxy"},
		`{"eventType":"Click","mail":{"messageId":"1","destination":["a@x.test"]},"click":{"userAgent":"Mozilla/5.0 (iPhone)"}}`:                                              {"n1 clicked"},
		`{"eventType":"Subscription","mail":{"messageId":"1","destination":["a@x.test"]},"subscription":{"newTopicPreferences":{"unsubscribeAll":true}}}`:                     {"n1 unsubscribed"},
		`{"eventType":"Subscription","mail":{"messageId":"1","destination":["a@x.test"]},"subscription":{"newTopicPreferences":{"unsubscribeAll":false}}}`:                    {},
		`{"eventType":"Send","mail":{"messageId":"1"}}`:                     {},
		`Successfully validated SNS topic for Amazon SES event publishing.`: {},
	} {
		read, err := reader.Read(amazon.signed(notice(message)))
		require.NoError(t, err)
		require.Equal(t, want, lines(read.Answers), message)
	}
	read, err := reader.Read(amazon.signed(notice(`{"eventType":"Bounce","mail":{"messageId":"1","destination":["a@x.test","b@x.test"]},"bounce":{"bounceType":"Permanent",
		"timestamp":"2026-11-20T19:00:00+08:00","bouncedRecipients":[{"emailAddress":"b@x.test"}]}}`)))
	require.NoError(t, err)
	require.Equal(t, []Answer{{
		Channel: "edm", Type: Bounced, ProviderID: "1", EventID: "n1", At: time.Date(2026, 11, 20, 11, 0, 0, 0, time.UTC), Address: "b@x.test", Hard: true,
	}}, read.Answers, "only of whom it bounced")
	for message, want := range map[string]Answer{
		`{"eventType":"Complaint","mail":{"messageId":"1","destination":["a@x.test","b@x.test"]},"complaint":{"timestamp":"2026-11-20T11:00:00Z","complainedRecipients":[{"emailAddress":"b@x.test"}]}}`: {Type: Complained, Address: "b@x.test"},
		`{"eventType":"Delivery","mail":{"messageId":"1","destination":["a@x.test","b@x.test"]},"delivery":{"timestamp":"2026-11-20T11:00:00Z","recipients":["b@x.test"]}}`:                              {Type: Delivered, Address: "b@x.test"},
		`{"eventType":"Open","mail":{"messageId":"1","destination":["a@x.test"]},"open":{"timestamp":"2026-11-20T11:00:00Z"}}`:                                                                           {Type: Opened, Address: "a@x.test"},
		`{"eventType":"Click","mail":{"messageId":"1","destination":["a@x.test"]},"click":{"timestamp":"2026-11-20T11:00:00Z"}}`:                                                                         {Type: Clicked, Address: "a@x.test"},
		`{"eventType":"Subscription","mail":{"messageId":"1","destination":["a@x.test"]},"subscription":{"timestamp":"2026-11-20T11:00:00Z","newTopicPreferences":{"unsubscribeAll":true}}}`:             {Type: Unsubscribed, Address: "a@x.test"},
	} {
		want.Channel, want.ProviderID, want.EventID, want.At = "edm", "1", "n1", time.Date(2026, 11, 20, 11, 0, 0, 0, time.UTC)
		read, err := reader.Read(amazon.signed(notice(message)))
		require.NoError(t, err)
		require.Equal(t, []Answer{want}, read.Answers)
	}
	refuses(t, reader, amazon.signed(notice(`{"mail":[]}`)), ErrMalformed, "no event")
}

// Anybody has a topic that Amazon signs for, and may name any certificate.
func TestSESForgeries(t *testing.T) {
	amazon := newAmazon(t)
	reader := amazon.reader()
	good := func() snsMessage { return notice(`{"eventType":"Send"}`) }
	_, err := reader.Read(amazon.signed(good()))
	require.NoError(t, err)
	require.Equal(t, []string{pemAt}, amazon.asked)
	for why, change := range map[string]func(m *snsMessage){
		"another topic":     func(m *snsMessage) { m.TopicARN = "arn:aws:sns:ap-northeast-1:999999999999:mail" },
		"no topic":          func(m *snsMessage) { m.TopicARN = "" },
		"another's host":    func(m *snsMessage) { m.SigningCertURL = "https://evil.test/a.pem" },
		"a host like it":    func(m *snsMessage) { m.SigningCertURL = "https://sns.ap-northeast-1.amazonaws.com.evil.test/a.pem" },
		"before the host":   func(m *snsMessage) { m.SigningCertURL = "https://sns.ap-northeast-1.amazonaws.com@evil.test/a.pem" },
		"in a bucket":       func(m *snsMessage) { m.SigningCertURL = "https://s3.amazonaws.com/sns/a.pem" },
		"below the host":    func(m *snsMessage) { m.SigningCertURL = "https://x.sns.ap-northeast-1.amazonaws.com/a.pem" },
		"in the open":       func(m *snsMessage) { m.SigningCertURL = "http://sns.ap-northeast-1.amazonaws.com/a.pem" },
		"another port":      func(m *snsMessage) { m.SigningCertURL = "https://sns.ap-northeast-1.amazonaws.com:8443/a.pem" },
		"no certificate":    func(m *snsMessage) { m.SigningCertURL = "https://sns.ap-northeast-1.amazonaws.com/a.html" },
		"a dot for any":     func(m *snsMessage) { m.SigningCertURL = "https://snsxap.amazonaws.com/a.pem" },
		"a line in it":      func(m *snsMessage) { m.SigningCertURL = "https://sns.a.amazonaws.com\n.evil.test/a.pem" },
		"a name before it":  func(m *snsMessage) { m.SigningCertURL = "https://me@sns.ap-northeast-1.amazonaws.com/a.pem" },
		"a fragment":        func(m *snsMessage) { m.SigningCertURL = "https://sns.ap-northeast-1.amazonaws.com/a#.pem" },
		"a version to come": func(m *snsMessage) { m.SignatureVersion = "3" },
	} {
		m := good()
		m.SignatureVersion = "2"
		change(&m)
		refuses(t, reader, amazon.signed(m), ErrForged, why)
	}
	require.Equal(t, []string{pemAt}, amazon.asked, "no address of another's was called")
	for why, change := range map[string]func(m map[string]string){
		"message": func(m map[string]string) { m["Message"] += " " }, "id": func(m map[string]string) { m["MessageId"] = "n2" },
		"time": func(m map[string]string) { m["Timestamp"] = now.Add(time.Second).Format(time.RFC3339) }, "subject": func(m map[string]string) { m["Subject"] = "x" },
		"type": func(m map[string]string) { m["Type"] = "SubscriptionConfirmation"; m["SubscribeURL"] = joinUs }, "signature": func(m map[string]string) { m["Signature"] = "AAAA" },
		"not base64": func(m map[string]string) { m["Signature"] = "!" }, "more than a signature": func(m map[string]string) { m["Signature"] += "!" },
	} {
		r := amazon.signed(good())
		var fields map[string]string
		require.NoError(t, json.Unmarshal(r.Body, &fields))
		change(fields)
		r.Body, _ = json.Marshal(fields)
		refuses(t, reader, r, ErrForged, why)
	}
	for _, field := range []string{"Signature", "SigningCertURL"} {
		r := amazon.signed(good())
		var fields map[string]string
		require.NoError(t, json.Unmarshal(r.Body, &fields))
		delete(fields, field)
		r.Body, _ = json.Marshal(fields)
		refuses(t, reader, r, ErrUnsigned, field)
	}
	untimed := good()
	untimed.Timestamp = "today"
	refuses(t, reader, amazon.signed(untimed), ErrMalformed, "no time")
	stale := good()
	stale.Timestamp = now.Add(-26 * time.Hour).Format(time.RFC3339)
	refuses(t, reader, amazon.signed(stale), ErrStale, "a replay")
	refuses(t, reader, request(`{"Type":"Notification","TopicArn":"`+topic+`"}`), ErrUnsigned, "unsigned")
	refuses(t, reader, request(`[]`), ErrMalformed, "no object")
	amazon.fails = errors.New("no way")
	_, err = reader.Read(amazon.signed(good()))
	require.Error(t, err)
	for _, certain := range []error{ErrForged, ErrMalformed, ErrUnsigned, ErrStale} {
		require.NotErrorIs(t, err, certain, "it may go away")
	}
}

func TestSESSubscription(t *testing.T) {
	amazon := newAmazon(t)
	reader := amazon.reader()
	m := snsMessage{Type: "SubscriptionConfirmation", MessageID: "n1", TopicARN: topic, Message: "You have chosen", Token: "t", SubscribeURL: joinUs, SigningCertURL: pemAt}
	read, err := reader.Read(amazon.signed(m))
	require.NoError(t, err)
	require.Equal(t, Read{Confirm: joinUs}, read)
	m.SubscribeURL = "https://evil.test/?Action=ConfirmSubscription"
	refuses(t, reader, amazon.signed(m), ErrForged, "another's host")
	m.SubscribeURL, m.TopicARN = joinUs, topic+"2"
	refuses(t, reader, amazon.signed(m), ErrForged, "another topic")
	read, err = reader.Read(amazon.signed(snsMessage{Type: "UnsubscribeConfirmation", MessageID: "n", TopicARN: topic, SubscribeURL: joinUs, Token: "t", SigningCertURL: pemAt}))
	require.NoError(t, err)
	require.Zero(t, read, "nobody subscribes again by that")
}

func TestCheckCertificate(t *testing.T) {
	c := &x509.Certificate{NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour)}
	for _, at := range []time.Time{c.NotBefore, now, c.NotAfter} {
		require.NoError(t, CheckCertificate(c, at))
	}
	require.ErrorIs(t, CheckCertificate(c, now.Add(2*time.Hour)), ErrForged)
	require.ErrorIs(t, CheckCertificate(c, now.Add(-2*time.Hour)), ErrForged)
}
