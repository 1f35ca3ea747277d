package console

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"regulars"
	"regulars/config"
	"regulars/console/hide"
	"regulars/console/work"
	"regulars/schema/desk"
	"regulars/schema/view"
)

type workPage struct {
	Base
	From, To, Last string // of the form; Last is the newest date that has ended
	Estimate       string // empty: none is asked for
	Wrong          string
	Backfills      []work.BackfillLine
	Schedule       work.ScheduleShown
	Ask            *askForm
	Log            []work.Deed
	Path           string
	Unreachable    string
	Moves          bool
}

// work is the page on which an operator backfills, runs a night, and pauses the schedule.
func (c *Console) work(w http.ResponseWriter, r *http.Request, a *asked) error {
	if !a.Visitor.May(config.RoleOperate) {
		return errNotAllowed
	}
	query := r.URL.Query()
	a.Title, a.Nav = a.T.Work, "nights"
	p := workPage{Base: a.Base, Path: a.pathTo("/work"), Last: a.ended().String(), From: a.ended().AddDays(-27).String(), To: a.ended().String()}
	var backfills []work.Backfill
	var schedule work.Schedule
	var deeds []desk.Deed
	group, ctx := errgroup.WithContext(r.Context())
	ask := func(question func(context.Context) error) {
		group.Go(func() error {
			if err := question(ctx); err != nil {
				p.Unreachable = fmt.Sprintf(a.T.Unreachable, regulars.ErrorText(err.Error()))
			}
			return nil
		})
	}
	group.SetLimit(1) // they share what can't be asked
	ask(func(ctx context.Context) (err error) {
		backfills, err = a.open.actions.Backfills(ctx, a.brand.Name)
		return err
	})
	ask(func(ctx context.Context) (err error) {
		schedule, err = a.open.actions.Schedule(ctx, a.brand.Name)
		return err
	})
	group.Go(func() (err error) { deeds, err = desk.Newest(ctx, a.db(), a.brand.Name, shownDeeds); return err })
	if err := group.Wait(); err != nil {
		return err
	}
	shown := a.workShown(p.Path)
	p.Backfills, p.Schedule, p.Log = shown.Backfills(backfills), shown.Schedule(schedule), a.workShown("").Deeds(deeds, a.Visitor.Decides())
	if query.Has("from") || query.Has("to") {
		if err := a.estimate(r.Context(), &p, query.Get("from"), query.Get("to")); err != nil {
			return err
		}
	}
	if p.Ask == nil {
		p.Ask = a.askWork(query.Get("do"), query.Get("id"), query.Get("date"), p.Path)
	}
	for _, b := range backfills {
		p.Moves = p.Moves || b.State == work.BackfillRuns
	}
	if p.Moves && p.Ask == nil && p.Wrong == "" {
		w.Header().Set("Refresh", refreshEvery)
	}
	c.render(w, http.StatusOK, "work.html", &p)
	return nil
}

func (a *asked) workShown(path string) work.Shown {
	weekday := func(at time.Time) string { return a.T.Weekday(regulars.DateOf(at, a.zone())) }
	return work.Shown{Path: path, T: a.T, Now: a.now, Stamp: a.stamp, Weekday: weekday}
}

// datesOf are the dates of a backfill that a form names; false where they are none.
func (a *asked) datesOf(from, to string) (first, last regulars.BusinessDate, fine bool) {
	first, err := regulars.ParseBusinessDate(from)
	if err != nil {
		return "", "", false
	}
	last, err = regulars.ParseBusinessDate(to)
	return first, last, err == nil && first <= last && last <= a.ended()
}

// estimate says what a backfill takes before anybody starts it.
func (a *asked) estimate(ctx context.Context, p *workPage, from, to string) error {
	p.From, p.To = from, to
	first, last, fine := a.datesOf(from, to)
	if !fine {
		p.From, p.To, p.Wrong = a.ended().AddDays(-27).String(), a.ended().String(), a.T.DatesWrong
		return nil
	}
	days := last.DaysSince(first) + 1
	pace, err := view.Pace(ctx, a.db(), a.brand.Name)
	if err != nil {
		return err
	}
	p.Estimate = fmt.Sprintf(a.T.EstimateUnknown, days)
	if pace > 0 {
		p.Estimate = fmt.Sprintf(a.T.Estimated, days, work.Spell(pace*time.Duration(days)))
	}
	p.Ask = &askForm{
		Name: desk.BackfillStart, Text: a.T.StartBackfill, Lead: p.Estimate, Back: p.Path, Post: p.Path,
		Hidden: [][2]string{{"from", first.String()}, {"to", last.String()}},
	}
	return nil
}

// askWork returns the form of what is about to be started or steered.
func (a *asked) askWork(do, id, date, path string) *askForm {
	text := map[string]string{
		desk.BackfillPause: a.T.Pause, desk.BackfillResume: a.T.Resume, desk.BackfillCancel: a.T.Cancel, desk.NightRun: a.T.RunNight,
		desk.SchedulePause: a.T.PauseSchedule, desk.ScheduleResume: a.T.ResumeSchedule,
	}[do]
	if text == "" {
		return nil
	}
	form := &askForm{Name: do, Text: text, Lead: a.T.Asks[do], Back: path, Post: path, Hidden: [][2]string{{"id", id}}}
	if do == desk.NightRun {
		form.Hidden, form.Lead = [][2]string{{"date", date}}, a.T.NightAgainLead
		form.Text = text + ": " + date
		form.Campaigns = a.T.WithCampaigns
	}
	return form
}

// steer starts or steers what a form asks for.
func (c *Console) steer(w http.ResponseWriter, r *http.Request, a *asked) error {
	if !a.Visitor.May(config.RoleOperate) {
		return errNotAllowed
	}
	do, id, note := r.PostFormValue("do"), r.PostFormValue("id"), hide.Note(r.PostFormValue("note"))
	brand, acts, ctx, to := a.brand.Name, a.open.actions, r.Context(), a.pathTo("/work")
	d := desk.Deed{Action: do, What: id}
	var err error
	switch do {
	case desk.BackfillStart:
		from, last, fine := a.datesOf(r.PostFormValue("from"), r.PostFormValue("to"))
		if !fine {
			return c.answer(w, r, a, to, do, &Refusal{a.T.DatesWrong})
		}
		d.What, err = from.String()+" – "+last.String(), acts.StartBackfill(ctx, brand, from, last)
	case desk.BackfillPause:
		err = acts.PauseBackfill(ctx, brand, id)
	case desk.BackfillResume:
		err = acts.ResumeBackfill(ctx, brand, id)
	case desk.BackfillCancel:
		err = acts.CancelBackfill(ctx, brand, id)
	case desk.NightRun:
		date, _, fine := a.datesOf(r.PostFormValue("date"), a.ended().String())
		if !fine {
			return c.answer(w, r, a, to, do, &Refusal{a.T.DatesWrong})
		}
		d.What, err = date.String(), acts.RunNight(ctx, brand, date, r.PostFormValue("campaigns") != "")
	case desk.SchedulePause:
		err = acts.PauseSchedule(ctx, brand, note)
	case desk.ScheduleResume:
		err = acts.ResumeSchedule(ctx, brand, note)
	default:
		return errNotFound
	}
	return c.did(w, r, a, to, d, err)
}
