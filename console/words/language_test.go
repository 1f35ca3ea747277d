package words_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/console/words"
	"regulars/present"
)

// The page is in the language that the visitor chose, now or earlier, else in the brand's,
// else in the browser's.
func TestChosen(t *testing.T) {
	for name, c := range map[string]struct {
		query, cookie, brand, browser string
		want                          *present.Names
		kept                          string // in a cookie; empty: none
	}{
		"nobody says anything":      {"", "", "", "", &present.English, ""},
		"the browser":               {"", "", "", "zh-TW,zh;q=0.9", &present.Chinese, ""},
		"a browser of neither":      {"", "", "", "fr", &present.English, ""},
		"the brand":                 {"", "", "zh-Hant", "en", &present.Chinese, ""},
		"what was chosen before":    {"", "en", "zh-Hant", "zh-TW", &present.English, ""},
		"what is chosen":            {"?lang=zh-Hant", "en", "en", "en", &present.Chinese, "zh-Hant"},
		"a language that isn't one": {"?lang=xx", "", "zh-Hant", "en", &present.Chinese, ""},
		"a cookie that isn't one":   {"", "xx", "zh-Hant", "en", &present.Chinese, ""},
		"an empty cookie":           {"", "-", "zh-Hant", "en", &present.Chinese, ""},
		"a brand of neither":        {"", "", "xx", "zh-TW", &present.Chinese, ""},
	} {
		r := httptest.NewRequest(http.MethodGet, "/"+c.query, nil)
		r.Header.Set("Accept-Language", c.browser)
		if c.cookie != "" {
			value := c.cookie
			if value == "-" {
				value = ""
			}
			r.AddCookie(&http.Cookie{Name: "lang", Value: value})
		}
		w := httptest.NewRecorder()
		require.Same(t, c.want, words.Chosen(w, r, c.brand, true), name)
		var kept string
		for _, cookie := range w.Result().Cookies() {
			kept = cookie.Value
			require.True(t, cookie.Secure && cookie.HttpOnly, name)
		}
		require.Equal(t, c.kept, kept, name)
	}
}
