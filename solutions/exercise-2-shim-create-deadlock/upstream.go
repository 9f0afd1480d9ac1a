// Minimum: Go 1.19

// Package shim is a twin of the bug in Go, to read beside the Rust: the same promise, the same lock, the
// same missing step. It is written for this workbook and is not containerd's code.
package shim

import (
	"errors"
	"sync"
)

// Runtime is runc. It forks, and may take seconds.
type Runtime interface {
	Create(id string) (pid int, err error)
}

// Service is the task service. mu guards status, exitMu guards running and early; the maps are made by
// its constructor, which is left out.
type Service struct {
	runtime Runtime
	publish func(event string, id string)

	mu     sync.Mutex
	status map[string]string

	exitMu  sync.Mutex
	running map[int]string
	early   map[string][]int
}

// Create holds mu to its end: the deferred call says so once, and every line below inherits it.
func (s *Service) Create(id string) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, taken := s.status[id]; taken {
		return 0, errors.New("already exists")
	}
	s.exitMu.Lock()
	s.early[id] = nil
	s.exitMu.Unlock()
	pid, err := s.runtime.Create(id)
	if err != nil {
		s.exitMu.Lock()
		delete(s.early, id)
		s.exitMu.Unlock()
		return 0, err
	}
	s.status[id] = "created"
	s.publish("started", id)
	s.recordStarted(id, pid)
	return pid, nil
}

// HandleExit takes the reaper's report. Pids that nobody owns yet go to the starts under way.
func (s *Service) HandleExit(pid int) {
	s.exitMu.Lock()
	id, known := s.running[pid]
	delete(s.running, pid)
	if !known {
		for start := range s.early {
			s.early[start] = append(s.early[start], pid)
		}
	}
	s.exitMu.Unlock()
	if known {
		s.processExit(id)
	}
}

// recordStarted processes an exit that came before the pid was known, in the thread of Create.
func (s *Service) recordStarted(id string, pid int) {
	s.exitMu.Lock()
	gone := false
	for _, exited := range s.early[id] {
		gone = gone || exited == pid
	}
	delete(s.early, id)
	if !gone {
		s.running[pid] = id
	}
	s.exitMu.Unlock()
	if gone {
		s.processExit(id)
	}
}

// processExit locks mu. sync.Mutex is not re-entrant, and Create may have it.
func (s *Service) processExit(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status[id] = "stopped"
	s.publish("exited", id)
}
