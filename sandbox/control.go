package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// control lets another process read what the providers accepted and set faults:
//
//	GET    /sandbox/received?channel=line      {"U…": 1}
//	GET    /sandbox/deliveries?channel=line    [{"to": "U…", …}]
//	DELETE /sandbox/received                   forgets them
//	POST   /sandbox/faults                     {"server": "woo", "kind": "status", "code": 429, "retry_after": "2s", "requests": 3}
//	DELETE /sandbox/faults?server=woo          clears them; without server: all
//	POST   /sandbox/optout                     {"channel": "sms", "to": "+886…"}
func (s *Sandbox) control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /sandbox/received", func(w http.ResponseWriter, r *http.Request) {
		answerJSON(w, s.Received(r.URL.Query().Get("channel")))
	})
	mux.HandleFunc("GET /sandbox/deliveries", func(w http.ResponseWriter, r *http.Request) {
		answerJSON(w, s.Deliveries(r.URL.Query().Get("channel")))
	})
	mux.HandleFunc("DELETE /sandbox/received", func(w http.ResponseWriter, _ *http.Request) {
		s.ForgetReceived()
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /sandbox/faults", s.postFault)
	mux.HandleFunc("DELETE /sandbox/faults", func(w http.ResponseWriter, r *http.Request) {
		if server := r.URL.Query().Get("server"); server != "" {
			s.ClearFaults(server)
		} else {
			s.ClearFaults()
		}
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /sandbox/optout", s.postOptOut)
	return mux
}

func (s *Sandbox) postFault(w http.ResponseWriter, r *http.Request) {
	var asked faultRequest
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	fault, err := asked.fault()
	if err == nil {
		err = s.SetFault(asked.Server, fault)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// faultRequest is a Fault as it is posted, with durations such as "1.5s".
type faultRequest struct {
	Server     string    `json:"server"`
	Kind       FaultKind `json:"kind"`
	Code       int       `json:"code"`
	Stage      string    `json:"stage"`
	Path       string    `json:"path"`
	After      int       `json:"after"`
	Requests   int       `json:"requests"`
	RetryAfter string    `json:"retry_after"`
	Delay      string    `json:"delay"`
	For        string    `json:"for"`
}

func (q faultRequest) fault() (Fault, error) {
	f := Fault{Kind: q.Kind, Code: q.Code, Stage: q.Stage, Path: q.Path, After: q.After, Requests: q.Requests}
	durations := []struct {
		text   string
		target *time.Duration
	}{{q.RetryAfter, &f.RetryAfter}, {q.Delay, &f.Delay}, {q.For, &f.For}}
	for _, d := range durations {
		if d.text == "" {
			continue
		}
		parsed, err := time.ParseDuration(d.text)
		if err != nil {
			return f, fmt.Errorf("sandbox: fault: %w", err)
		}
		*d.target = parsed
	}
	return f, nil
}

func (s *Sandbox) postOptOut(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Channel string `json:"channel"`
		To      string `json:"to"`
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if err := s.OptOut(asked.Channel, asked.To); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func answerJSON(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value)
}
