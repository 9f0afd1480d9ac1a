// Minimum: Go 1.19

// Package procfs is a twin of the bug in Go, to read beside the Rust: the same promise, the same queue. It is written for
// this workbook and is not sysbox-fs's code.
package procfs

import (
	"errors"
	"sync"
)

// ErrFailed says that an agent ended with a status that is not 0.
var ErrFailed = errors.New("the agent failed")

// ErrNoStatus says that an agent's status is lost, so nothing says that its answer is whole.
var ErrNoStatus = errors.New("the agent's status is lost")

// Kernel is what the daemon asks of the kernel. An agent that opens one of our files makes one more Read, in another
// goroutine.
type Kernel interface {
	Spawn(path string) (pid int, err error)
	Answer(agent int) string
	Wait(child int) (status int, ok bool)
	ReapAny() (pid int, ok bool)
}

// ProcFS answers each read with an agent.
type ProcFS struct {
	kernel Kernel
	// Read-locked while an agent is at work, write-locked by a sweep.
	agents sync.RWMutex
}

// New makes a handler that has no agent yet.
func New(kernel Kernel) *ProcFS {
	return &ProcFS{kernel: kernel}
}

// Read reads one file. Reads run side by side.
func (p *ProcFS) Read(path string) (string, error) {
	// A sweep takes the status of any child, so none may run until this agent's is taken.
	p.agents.RLock()
	defer p.agents.RUnlock()
	return p.ask(path)
}

// Sweep reaps what agents have left behind. The signal goroutine calls it for each SIGCHLD.
func (p *ProcFS) Sweep() {
	p.agents.Lock()
	defer p.agents.Unlock()
	for {
		if _, ok := p.kernel.ReapAny(); !ok {
			return
		}
	}
}

func (p *ProcFS) ask(path string) (string, error) {
	agent, err := p.kernel.Spawn(path)
	if err != nil {
		return "", err
	}
	answer := p.kernel.Answer(agent)
	status, ok := p.kernel.Wait(agent)
	switch {
	case !ok:
		return "", ErrNoStatus
	case status != 0:
		return "", ErrFailed
	}
	return answer, nil
}
