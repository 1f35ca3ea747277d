package password_test

import (
	"bytes"
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config/password"
)

// A hash comes back as it was written, and what would let a password be guessed, or a sign-in
// take the worker's memory, is refused.
func TestParse(t *testing.T) {
	code := base64.RawStdEncoding.EncodeToString
	of := func(memory, time uint32, threads uint8, salt, key int) string {
		return password.Hash{Memory: memory, Time: time, Threads: threads, Salt: bytes.Repeat([]byte{1}, salt), Key: bytes.Repeat([]byte{2}, key)}.String()
	}
	const cheap, dear, form = "too cheap", "takes too much", "not the argon2id hash"
	salt, key := code(make([]byte, 16)), code(make([]byte, 32))
	for name, c := range map[string]struct{ text, says string }{
		"as it is made":               {of(65536, 3, 2, 16, 32), ""},
		"with a line end":             {of(65536, 3, 2, 16, 32) + "\n", ""},
		"the least memory":            {of(19<<10, 1, 1, 16, 32), ""},
		"less":                        {of(19<<10-1, 1, 1, 16, 32), cheap},
		"the most memory":             {of(256<<10, 1, 1, 16, 32), ""},
		"more":                        {of(256<<10+1, 1, 1, 16, 32), dear},
		"ten passes":                  {of(65536, 10, 1, 16, 32), ""},
		"eleven":                      {of(65536, 11, 1, 16, 32), dear},
		"none":                        {of(65536, 0, 1, 16, 32), form},
		"16 threads":                  {of(65536, 3, 16, 16, 32), ""},
		"17":                          {of(65536, 3, 17, 16, 32), dear},
		"no thread":                   {of(65536, 3, 0, 16, 32), form},
		"the shortest salt":           {of(65536, 3, 2, 8, 32), ""},
		"a shorter one":               {of(65536, 3, 2, 7, 32), form},
		"the shortest key":            {of(65536, 3, 2, 16, 16), ""},
		"a shorter key":               {of(65536, 3, 2, 16, 15), form},
		"the longest key":             {of(65536, 3, 2, 16, 64), ""},
		"a longer key":                {of(65536, 3, 2, 16, 65), form},
		"a salt that can't be read":   {"$argon2id$v=19$m=65536,t=3,p=2$" + salt + "!$" + key, form},
		"a key that can't be read":    {"$argon2id$v=19$m=65536,t=3,p=2$" + salt + "$" + key + "!", form},
		"text before it":              {"x$argon2id$v=19$m=65536,t=3,p=2$" + salt + "$" + key, form},
		"another argon2":              {"$argon2i$v=19$m=65536,t=3,p=2$" + salt + "$" + key, form},
		"another version":             {"$argon2id$v=16$m=65536,t=3,p=2$" + salt + "$" + key, form},
		"a version that is no number": {"$argon2id$v=x19$m=65536,t=3,p=2$" + salt + "$" + key, form},
		"no threads said":             {"$argon2id$v=19$m=65536,t=3$" + salt + "$" + key, form},
		"one part more":               {"$argon2id$v=19$m=65536,t=3,p=2$" + salt + "$" + key + "$", form},
		"a password":                  {"correct horse battery staple", form},
	} {
		h, err := password.Parse(c.text)
		if c.says != "" {
			require.ErrorContains(t, err, c.says, name)
			require.NotContains(t, err.Error(), "horse")
			continue
		}
		require.NoError(t, err, name)
		require.Equal(t, h.String(), string(bytes.TrimSpace([]byte(c.text))), name)
	}
}
