package service

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const plainConfig = `
brands:
  - name: tea
    timezone: Asia/Taipei
    currency: TWD
    channels: {edm: {host: h, from: a@b.tw, unsubscribe_mail: u@b.tw}}
    campaigns:
      - {name: wake-up, audience: {enters: [sleep]}, channels: [edm], templates: {edm: {subject: s, text_file: mail.txt}}}
    shops:
      - {name: store, platform: file, path: orders.csv, columns: {order_id: id, placed_at: at, amount: amount}}
privacy: {hash_key: '${TEST_HASH_KEY}'}
`

// watched is a reload over files of a test's own, whose clock the test moves.
type watched struct {
	*reload
	t     *testing.T
	dir   string
	clock time.Time
}

func watch(t *testing.T) *watched {
	t.Helper()
	t.Setenv("TEST_HASH_KEY", "a key of enough characters")
	w := &watched{t: t, dir: t.TempDir(), clock: time.Date(2026, 11, 27, 4, 0, 0, 0, time.UTC)}
	w.write("mail.txt", "hello")
	w.write("regulars.yaml", plainConfig)
	r, err := newReload(Options{ConfigPath: filepath.Join(w.dir, "regulars.yaml"), Listen: "127.0.0.1:1"}, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	r.now = func() time.Time { return w.clock }
	w.reload = r
	return w
}

func (w *watched) write(name, text string) {
	w.t.Helper()
	require.NoError(w.t, os.WriteFile(filepath.Join(w.dir, name), []byte(text), 0o600))
}

// lookTwice looks, and again when the files have settled.
func (w *watched) lookTwice() (first, second bool) {
	first = w.look()
	w.clock = w.clock.Add(settled)
	return first, w.look()
}

// A changed config takes effect once its files have settled, also where only a file
// that it names has changed; a broken one is refused with its reason until it is mended.
func TestReload(t *testing.T) {
	w := watch(t)
	ctx, cfg, end := w.serving(t.Context())
	defer end()
	require.Equal(t, "127.0.0.1:1", cfg.Worker.Listen)
	require.True(t, w.look(), "nothing has changed")
	require.NoError(t, ctx.Err())

	w.write("regulars.yaml", "brands: [")
	first, second := w.lookTwice()
	require.Equal(t, []bool{false, true}, []bool{first, second}, "a night waits while the file is being written, not while it is broken")
	require.Contains(t, w.reason(), "this is not YAML")
	require.NoError(t, ctx.Err(), "a broken config ended the worker")

	w.write("regulars.yaml", plainConfig)
	require.True(t, w.look())
	require.Empty(t, w.reason(), "the file is as it was")

	w.write("mail.txt", "hello again")
	require.False(t, w.look())
	require.False(t, w.look())
	require.NoError(t, ctx.Err(), "a file that may still be written was taken")
	w.write("mail.txt", "hello once more")
	w.clock = w.clock.Add(settled)
	require.False(t, w.look(), "it was written again meanwhile")
	require.NoError(t, ctx.Err())
	w.clock = w.clock.Add(settled)
	require.False(t, w.look(), "what is served is no longer what holds")
	require.ErrorIs(t, context.Cause(ctx), errChanged)

	ctx, cfg, end = w.serving(t.Context())
	defer end()
	template, _ := cfg.Brands[0].Campaigns[0].TemplateText("edm", "")
	require.Equal(t, "hello once more", template.Text)
	require.Equal(t, "127.0.0.1:1", cfg.Worker.Listen)
	require.True(t, w.look())
	require.NoError(t, ctx.Err())
	w.ready()
	require.False(t, w.fallBack(errors.New("x")), "what has worked is what to go on with")
}

// A config that reads well and can't be served gives its place back, once.
func TestReloadFallsBack(t *testing.T) {
	w := watch(t)
	_, before, end := w.serving(t.Context())
	end()
	require.False(t, w.fallBack(errors.New("address already in use")), "the first one has none before it")
	w.ready()

	w.write("mail.txt", "another")
	w.lookTwice()
	_, _, end = w.serving(t.Context())
	end()
	require.True(t, w.fallBack(errors.New("address already in use")))
	ctx, now, end := w.serving(t.Context())
	defer end()
	require.Same(t, before, now)
	require.Equal(t, "address already in use", w.reason())
	w.lookTwice()
	require.NoError(t, ctx.Err(), "it was tried again")
	require.Equal(t, "address already in use", w.reason())
}
