package ses

import (
	"net/http"
	"net/http/httptest"
)

// handling answers requests by a handler, without a network.
type handling struct{ http.Handler }

func (h handling) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	response := w.Result()
	response.Request = r
	return response, nil
}

func answering(answer func(w http.ResponseWriter)) http.RoundTripper {
	return handling{http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { answer(w) })}
}
