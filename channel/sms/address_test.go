package sms

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
)

func TestAddresses(t *testing.T) {
	for _, good := range []string{"+886912345678", "+1234567", "+123456789012345"} {
		require.Empty(t, unfit(regulars.Message{To: good, Text: "x"}), good)
	}
	for _, bad := range []string{
		"", "0912345678", "886912345678", "+0912345678", "+123456", "+1234567890123456", "+88691234567a",
		"+886 912345678", "+886912345678\n", "tel:+886912345678", "+886912345678,+886912345679", "whatsapp:+886912345678",
	} {
		require.Equal(t, "the number is not E.164", unfit(regulars.Message{To: bad, Text: "x"}), "%q", bad)
	}
}

func TestFromIsANumberOrAService(t *testing.T) {
	for from, field := range map[string]string{
		"+15005550006": "From", "SHOP": "From",
		"MG0123456789abcdef0123456789abcdef": "MessagingServiceSid", "MG0": "From",
	} {
		cfg := settings("")
		cfg.From = from
		s, err := New(cfg)
		require.NoError(t, err)
		form := s.form(regulars.Message{To: "+886912345678", Text: "x"})
		require.Equal(t, from, form.Get(field))
		require.Len(t, form, 3)
	}
}
