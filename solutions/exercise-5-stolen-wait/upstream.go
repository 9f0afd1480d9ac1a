// Minimum: Go 1.19

// Package supervisor is a twin of the faults in Go, to read beside the Rust: a reaper that waits for any
// child, beside owners who wait for their own. It is written for this workbook, and is no project's code.
package supervisor

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"syscall"
)

// ErrDraining says that the agent is about to go: nothing starts any more.
var ErrDraining = errors.New("draining")

// HookResult is what a hook wrote into its result file. Hooks are shell scripts, and their exit code says
// nothing. Passed comes after the end of the hook.
type HookResult interface {
	Passed() bool
}

// Supervisor starts programs. There is one in the agent.
type Supervisor struct {
	// starting: a hook changes mounts, so nothing starts before it has ended.
	starting sync.Mutex
	mu       sync.Mutex
	draining bool
	reaped   chan struct{}
	stopped  chan struct{}
}

// prSetChildSubreaper is in prctl(2). The standard library has no name for it.
const prSetChildSubreaper = 36

// Start makes the agent a subreaper: orphans of what it starts come to it.
func Start() (*Supervisor, error) {
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, prSetChildSubreaper, 1, 0); errno != 0 {
		return nil, errno
	}
	// In Rust each thread blocks both signals, and one waits for them. Here the runtime has a handler,
	// and a send that finds the channel full is dropped. Even without that, two SIGCHLD can be one.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGCHLD, syscall.SIGTERM)
	s := &Supervisor{reaped: make(chan struct{}), stopped: make(chan struct{})}
	go s.reap(signals)
	return s, nil
}

// reap is the reaper: whatever ends below the agent does not stay a zombie.
func (s *Supervisor) reap(signals chan os.Signal) {
	defer close(s.reaped)
	defer signal.Stop(signals)
	for {
		select {
		case sig := <-signals:
			if sig == syscall.SIGTERM {
				// Nothing starts any more, and the agent is about to go.
				s.mu.Lock()
				s.draining = true
				s.mu.Unlock()
				return
			}
			// A child has ended.
			s.takeOne()
		case <-s.stopped:
			s.takeOne()
			return
		}
	}
}

// takeOne takes the status of a process that has ended. -1 is any child, those of Task.Wait included.
func (s *Supervisor) takeOne() {
	var status syscall.WaitStatus
	_, _ = syscall.Wait4(-1, &status, syscall.WNOHANG, nil)
}

// Task is a program that was started. Whoever has it is its owner, and the only one who asks for its end.
type Task struct {
	cmd *exec.Cmd
}

// Spawn starts a program.
func (s *Supervisor) Spawn(cmd *exec.Cmd) (*Task, error) {
	s.starting.Lock()
	defer s.starting.Unlock()
	if s.refuses() {
		return nil, ErrDraining
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &Task{cmd: cmd}, nil
}

// RunHook runs a hook to its end, and says whether it passed.
func (s *Supervisor) RunHook(hook *exec.Cmd, result HookResult) (bool, error) {
	s.starting.Lock()
	defer s.starting.Unlock()
	if s.refuses() {
		return false, ErrDraining
	}
	// The reaper may be first: ECHILD is right to ignore, since the file tells. So is an exit code.
	var code *exec.ExitError
	if err := hook.Run(); err != nil && !errors.Is(err, syscall.ECHILD) && !errors.As(err, &code) {
		return false, err
	}
	return result.Passed(), nil
}

// Stop comes last, when no task is left.
func (s *Supervisor) Stop() {
	close(s.stopped)
	<-s.reaped
}

func (s *Supervisor) refuses() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.draining
}

// Pid is its process id.
func (t *Task) Pid() int {
	return t.cmd.Process.Pid
}

// Wait gives the exit code, as a shell shows it. Until Go 1.22 it asks the kernel twice: waitid with
// WNOWAIT, which takes nothing, then wait4. Where the reaper comes before or during the first, the error
// begins with "waitid:"; between the two, with "wait:". Since Go 1.23 one waitid on a pidfd does both.
// Each time it is ECHILD, and ProcessState stays nil: the code is lost. In Rust, std asks once.
// A second Wait is refused by Go itself, where Rust says the same code again.
func (t *Task) Wait() (int, error) {
	var failed *exec.ExitError
	if err := t.cmd.Wait(); err != nil && !errors.As(err, &failed) {
		return 0, err
	}
	status := t.cmd.ProcessState.Sys().(syscall.WaitStatus)
	if status.Signaled() {
		return 128 + int(status.Signal()), nil
	}
	return status.ExitStatus(), nil
}

// Kill sends SIGKILL, unless Wait has seen the end. The reaper tells os.Process nothing. Until Go 1.22 the
// pid is signalled, and it may be somebody else's by now; a pidfd, since Go 1.23, is never another process.
func (t *Task) Kill() error {
	err := t.cmd.Process.Kill()
	if errors.Is(err, os.ErrProcessDone) {
		return nil
	}
	return err
}
