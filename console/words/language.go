package words

import (
	"net/http"

	"golang.org/x/text/language"

	"regulars/present"
)

const languageCookie = "lang"

var languages = language.NewMatcher([]language.Tag{language.English, language.TraditionalChinese})

// Chosen returns the names in the language that a visitor chose, else the brand's, else
// the browser's.
func Chosen(w http.ResponseWriter, r *http.Request, ofBrand string, secure bool) *present.Names {
	if chosen := r.URL.Query().Get("lang"); chosen != "" {
		if names, err := present.NamesIn(chosen); err == nil {
			http.SetCookie(w, &http.Cookie{
				Name: languageCookie, Value: names.Lang, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode,
			})
			return names
		}
	}
	if cookie, err := r.Cookie(languageCookie); err == nil && cookie.Value != "" {
		if names, err := present.NamesIn(cookie.Value); err == nil {
			return names
		}
	}
	if names, err := present.NamesIn(ofBrand); err == nil && ofBrand != "" {
		return names
	}
	_, index := language.MatchStrings(languages, r.Header.Get("Accept-Language"))
	if index == 1 {
		return &present.Chinese
	}
	return &present.English
}
