package check

import (
	"debug/elf"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const dockerfile = "../docker/Dockerfile"

// TestImage builds the root folder of the image as the Dockerfile says, without an engine:
// its commands run here, its copies come from here. Then the worker runs in that folder
// alone, as the image's user, lives, says what it waits for, and ends when it is asked to.
//
// The image's flags fit nothing that was compiled before: all of it takes minutes. So it is
// linked statically out of what is there, unless REGULARS_IMAGE=exact asks for the very flags.
func TestImage(t *testing.T) {
	stages := readDockerfile(t)
	if os.Geteuid() != 0 {
		t.Log("NOT CHECKED: the image's worker is not run, since only root may chroot")
		return
	}
	out, root := t.TempDir(), t.TempDir()
	require.NoError(t, os.Chmod(root, 0o755))
	buildStage(t, stages["build"], out)
	worker := stages["worker"]
	require.Equal(t, "scratch", worker.from)
	copyInto(t, worker, out, root)
	requireStatic(t, filepath.Join(root, worker.list(t, "ENTRYPOINT")[0]))

	version, err := worker.command(t, root, append(worker.list(t, "ENTRYPOINT"), "-version")...).CombinedOutput()
	require.NoError(t, err, string(version))
	require.Regexp(t, `^regulars \d+\.\d+\.\d+`, string(version))
	requireServes(t, worker, root)
}

// requireServes runs the worker without its servers.
func requireServes(t *testing.T, worker stage, root string) {
	t.Helper()
	address := freeAddress(t)
	settings := "brands:\n  - name: tea\n    timezone: Asia/Taipei\n    currency: TWD\n    shops:\n      - name: till\n        platform: file\n        path: till.csv\n" +
		"        columns: {order_id: id, placed_at: at, customer_id: who, amount: amount}\nworker: {listen: \"" + address + "\"}\n"
	require.NoError(t, os.WriteFile(filepath.Join(root, "etc/regulars/regulars.yaml"), []byte(settings), 0o644))
	running := worker.command(t, root, append(worker.list(t, "ENTRYPOINT"), worker.list(t, "CMD")...)...)
	running.Env = []string{"CLICKHOUSE_ADDR=127.0.0.1:1", "TEMPORAL_ADDRESS=127.0.0.1:1"}
	var log strings.Builder
	running.Stdout, running.Stderr = &log, &log
	require.NoError(t, running.Start())
	defer func() { _ = running.Process.Kill() }()
	require.Eventually(t, func() bool {
		answer, err := http.Get("http://" + address + "/healthz")
		if err == nil {
			_ = answer.Body.Close()
		}
		return err == nil && answer.StatusCode == http.StatusOK
	}, time.Minute, 50*time.Millisecond, "the worker doesn't live")

	health := worker.last(t, "HEALTHCHECK")
	_, list, found := strings.Cut(health, " CMD ")
	require.True(t, found, health)
	asks := jsonList(t, strings.ReplaceAll(list, "127.0.0.1:9464", address))
	said, err := worker.command(t, root, asks...).CombinedOutput()
	require.Error(t, err, "it works without servers?")
	require.Contains(t, string(said), "is not ready")

	require.NoError(t, running.Process.Signal(syscall.SIGTERM))
	require.NoError(t, running.Wait(), log.String())
}

// stage is a stage of the Dockerfile.
type stage struct {
	name, from string
	steps      []step
}

type step struct{ name, rest string }

// readDockerfile reads the instructions that ours has, and refuses others.
func readDockerfile(t *testing.T) map[string]stage {
	t.Helper()
	stages := map[string]stage{}
	var current stage
	known := regexp.MustCompile(`^(COPY|RUN|WORKDIR|USER|EXPOSE|HEALTHCHECK|ENTRYPOINT|CMD) (.+)$`)
	from := regexp.MustCompile(`^FROM (\S+) AS (\S+)$`)
	for line := range strings.Lines(read(t, dockerfile)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if f := from.FindStringSubmatch(line); f != nil {
			current = stage{name: f[2], from: f[1]}
		} else {
			f := known.FindStringSubmatch(line)
			require.NotNil(t, f, "Dockerfile: %s", line)
			current.steps = append(current.steps, step{f[1], f[2]})
		}
		stages[current.name] = current
	}
	require.Len(t, stages, 4)
	image := regexp.MustCompile(`^golang:(\d+\.\d+)`).FindStringSubmatch(stages["build"].from)
	require.Contains(t, read(t, "../../go.mod"), "\ngo "+image[1]+".", "the image's Go is the module's")
	for name := range stages {
		if name != "build" && name != "build-starter" {
			require.Equal(t, "65532:65532", stages[name].last(t, "USER"), name)
		}
	}
	return stages
}

func (s stage) last(t *testing.T, name string) string {
	t.Helper()
	found := ""
	for _, one := range s.steps {
		if one.name == name {
			found = one.rest
		}
	}
	require.NotEmpty(t, found, "%s of the stage %s", name, s.name)
	return found
}

func (s stage) list(t *testing.T, name string) []string {
	t.Helper()
	return jsonList(t, s.last(t, name))
}

func jsonList(t *testing.T, text string) []string {
	t.Helper()
	var list []string
	require.NoError(t, json.Unmarshal([]byte(text), &list), text)
	return list
}

// buildStage runs the commands of a stage in the repository, with another folder as /out.
func buildStage(t *testing.T, s stage, out string) {
	t.Helper()
	built := 0
	for _, one := range s.steps {
		if one.name != "RUN" || one.rest == "go mod download" {
			continue
		}
		c := exec.CommandContext(t.Context(), "sh", "-ec", strings.ReplaceAll(quickly(t, one.rest), "/out/", out+"/"))
		c.Dir = "../.."
		text, err := c.CombinedOutput()
		require.NoError(t, err, "%s\n%s", one.rest, text)
		built++
	}
	require.Greater(t, built, 1)
}

const exactBuild = "CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags=-s"

// quickly is a command that builds the same of what is compiled already.
func quickly(t *testing.T, command string) string {
	t.Helper()
	rest, builds := strings.CutPrefix(command, exactBuild)
	if !builds || os.Getenv("REGULARS_IMAGE") == "exact" {
		return command
	}
	t.Log("linked statically, not with the image's flags: REGULARS_IMAGE=exact builds with those")
	return `if [ "$(go env CGO_ENABLED)" = 1 ]; then static="-linkmode=external -extldflags=-static"; fi; ` +
		`go build -buildvcs=false -ldflags="-s $static"` + rest
}

// copyInto makes the image's root folder.
func copyInto(t *testing.T, s stage, out, root string) {
	t.Helper()
	for _, one := range s.steps {
		if one.name != "COPY" {
			continue
		}
		words := strings.Fields(one.rest)
		require.Len(t, words, 3, one.rest)
		require.Equal(t, "--from=build", words[0])
		from := words[1]
		if from == "/out" {
			from = out
		}
		if _, err := os.Stat(from); err != nil {
			t.Logf("NOT CHECKED: this machine has no %s", from)
			continue
		}
		text, err := exec.CommandContext(t.Context(), "sh", "-ec", fmt.Sprintf("mkdir -p %q && cp -a %q %q",
			filepath.Dir(filepath.Join(root, words[2])), from+contents(from), filepath.Join(root, words[2]))).CombinedOutput()
		require.NoError(t, err, "%s\n%s", one.rest, text)
	}
}

// contents is what cp takes of a folder that is copied over another.
func contents(path string) string {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return "/."
	}
	return ""
}

func requireStatic(t *testing.T, binary string) {
	t.Helper()
	file, err := elf.Open(binary)
	require.NoError(t, err)
	defer func() { _ = file.Close() }()
	for _, part := range file.Progs {
		require.NotEqual(t, elf.PT_INTERP, part.Type, "it needs a dynamic linker, which the image hasn't")
	}
}

// command runs in the image's root folder as its user.
func (s stage) command(t *testing.T, root string, words ...string) *exec.Cmd {
	t.Helper()
	user, group, _ := strings.Cut(s.last(t, "USER"), ":")
	uid, err := strconv.ParseUint(user, 10, 32)
	require.NoError(t, err)
	gid, err := strconv.ParseUint(group, 10, 32)
	require.NoError(t, err)
	c := exec.CommandContext(t.Context(), words[0], words[1:]...)
	c.Dir, c.Env = s.last(t, "WORKDIR"), []string{}
	c.SysProcAttr = &syscall.SysProcAttr{Chroot: root, Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	return c
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}
