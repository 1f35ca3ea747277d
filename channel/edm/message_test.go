package edm

import (
	"bufio"
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	gomail "github.com/wneessen/go-mail"
	"pgregory.net/rapid"

	"regulars"
	"regulars/channel"
	"regulars/config"
)

// byLibrary makes the mail by go-mail.
func byLibrary(t require.TestingT, s *Sender, m regulars.Message) *gomail.Msg {
	to, err := mail.ParseAddress(m.To)
	require.NoError(t, err)
	to.Name = channel.OneLine(m.Name)
	from, err := mail.ParseAddress("茶屋 <news@shop.test>")
	require.NoError(t, err)
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(from)
	msg.ToMailAddress(to)
	msg.Subject(channel.OneLine(m.Subject))
	letter, err := s.compose(m)
	require.NoError(t, err)
	msg.SetMessageIDWithValue(strings.Trim(parse(t, letter.content.Bytes()).header.Get("Message-ID"), "<>"))
	var mailto []string
	if m.UnsubscribeMail != "" {
		mailto = []string{"mailto:" + strings.TrimPrefix(m.UnsubscribeMail, "mailto:")}
	}
	switch {
	case m.UnsubscribeURL != "":
		require.NoError(t, msg.SetListUnsubscribeOneClick(m.UnsubscribeURL, mailto...))
	case mailto != nil:
		msg.SetListUnsubscribe(mailto...)
	}
	switch {
	case m.Text == "":
		msg.SetBodyString(gomail.TypeTextHTML, m.HTML)
	case m.HTML == "":
		msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	default:
		msg.SetBodyString(gomail.TypeTextPlain, m.Text)
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return msg
}

// parsed is a mail as a reader has it.
type parsed struct {
	header mail.Header
	kinds  []string
	texts  []string
}

func parse(t require.TestingT, raw []byte) parsed {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	require.NoError(t, err)
	p := parsed{header: m.Header}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	require.NoError(t, err)
	if kind != "multipart/alternative" {
		p.add(t, m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body)
		return p
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			return p
		}
		require.NoError(t, err)
		p.add(t, part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part)
	}
}

func (p *parsed) add(t require.TestingT, kind, encoding string, body io.Reader) {
	require.Equal(t, "quoted-printable", encoding)
	text, err := io.ReadAll(quotedprintable.NewReader(body))
	require.NoError(t, err)
	p.kinds = append(p.kinds, kind)
	p.texts = append(p.texts, strings.TrimRight(string(text), "\r\n"))
}

// words are pieces of names, subjects and texts, among them those that break mails.
var words = []string{
	"王小明", "好久不見", "🎉👨‍👩‍👧", "Jürgen", "hello", "a", " ", "  ", "\t", "\n", "\r\n", "\r", ".", "\n.", "\r\n.\r\n", "..", "=", "=3D", "=?utf-8?q?x?=",
	"\r\nBcc: all@x.test\r\n", "\n\nbody", "\x00", "\x07", "\x7f", "\u2028", "\"", "\\", "<script>", "'", ",", ";", ":", "--", "\r\n--" + boundary + "--\r\n",
	strings.Repeat("long", 300), strings.Repeat("長", 300), strings.Repeat("word ", 100), "From ", "QUIT\r\n",
}

func text() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		pieces := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(words), rapid.String()), 0, 12).Draw(t, "pieces")
		return strings.Join(pieces, "")
	})
}

// A composed mail says the very same as one that go-mail makes, and no line of it can be
// taken for SMTP's.
func TestMailsAreThoseOfTheLibrary(t *testing.T) {
	s, err := New(config.Channel{Host: "127.0.0.1", TLS: "none", From: "茶屋 <news@shop.test>"})
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		m := regulars.Message{
			DeliveryID: text().Draw(t, "id"), Name: text().Draw(t, "name"), Subject: text().Draw(t, "subject"),
			To:              rapid.SampledFrom([]string{"m1@x.test", "a.b+c@x.test", "王@x.test", `"a b"@x.test`}).Draw(t, "to"),
			Text:            text().Draw(t, "text"),
			HTML:            text().Draw(t, "html"),
			UnsubscribeURL:  rapid.SampledFrom([]string{"", "https://shop.test/u?t=" + strings.Repeat("a", 200), "https://商店.test/u"}).Draw(t, "link"),
			UnsubscribeMail: rapid.SampledFrom([]string{"", "u@shop.test", "mailto:u@shop.test?subject=no"}).Draw(t, "mailto"),
		}
		letter, err := s.compose(m)
		require.NoError(t, err)
		raw := letter.content.Bytes()
		var library bytes.Buffer
		_, err = byLibrary(t, s, m).WriteTo(&library)
		require.NoError(t, err)
		want, got := parse(t, library.Bytes()), parse(t, raw)
		require.Equal(t, want.kinds, got.kinds)
		require.Equal(t, want.texts, got.texts)
		requireHeaders(t, want.header, got.header)

		require.True(t, bytes.HasSuffix(raw, []byte("\r\n")))
		lines := bytes.ReplaceAll(raw, []byte("\r\n"), nil)
		require.False(t, bytes.ContainsAny(lines, "\r\n\x00"), "a CR or LF stands alone")
		dotted := appendContent(nil, raw)
		end := []byte("\r\n.\r\n")
		require.Equal(t, len(dotted)-len(end), bytes.Index(dotted, end), "the content ends before its end")
		back, err := io.ReadAll(dotReader(dotted))
		require.NoError(t, err)
		require.Equal(t, strings.ReplaceAll(string(raw), "\r\n", "\n"), string(back))
	})
}

func dotReader(dotted []byte) io.Reader {
	return textproto.NewReader(bufio.NewReader(bytes.NewReader(dotted))).DotReader()
}

// requireHeaders compares all but the date and the boundary.
func requireHeaders(t require.TestingT, want, got mail.Header) {
	for _, h := range []mail.Header{want, got} {
		_, err := h.Date()
		require.NoError(t, err)
		delete(h, "Date")
		delete(h, "Content-Type")
	}
	require.Len(t, got, len(want))
	decoder := new(mime.WordDecoder)
	for name := range want {
		require.Len(t, got[name], 1, name)
		of := func(h mail.Header) string {
			value, err := decoder.DecodeHeader(h.Get(name))
			require.NoError(t, err)
			return strings.Join(strings.Fields(value), " ") // where a line is folded
		}
		require.Equal(t, of(want), of(got), name)
	}
}
