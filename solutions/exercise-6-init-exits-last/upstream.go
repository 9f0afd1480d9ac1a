// Minimum: Go 1.19

// Package container is a twin of the bug in Go, to read beside the Rust: the same promise, the same missing condition. It is
// written for this workbook and is not containerd's code.
package container

import "sync"

// Exit is what the reaper reports.
type Exit struct{ Pid, Status int }

// Runtime is runc. It forks, and may take its time.
type Runtime interface {
	Exec(name string) (pid int, err error)
}

// Container is one container; New, which is left out, makes its maps and puts init into running.
type Container struct {
	runtime Runtime
	publish func(event, name string)

	mu      sync.Mutex
	running map[int]string
	early   map[string][]Exit
	pending int
	init    int
}

// Exec starts a process in the container.
func (c *Container) Exec(name string) (int, error) {
	c.mu.Lock()
	c.early[name] = nil
	c.pending++
	c.mu.Unlock()
	pid, err := c.runtime.Exec(name)
	if err != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.early, name)
		c.pending--
		return 0, err
	}
	c.publish("started", name)
	c.recordStarted(name, pid)
	return pid, nil
}

// HandleExit takes the reaper's report. While a start is under way it leaves every exit where it is.
func (c *Container) HandleExit(e Exit) {
	c.mu.Lock()
	for name := range c.early {
		c.early[name] = append(c.early[name], e)
	}
	if c.pending > 0 {
		c.mu.Unlock()
		return
	}
	name, known := c.running[e.Pid]
	delete(c.running, e.Pid)
	c.mu.Unlock()
	if known {
		c.publish("exited", name)
	}
}

// recordStarted publishes what this start has seen: its own exit, and init's if it is the last one.
func (c *Container) recordStarted(name string, pid int) {
	c.mu.Lock()
	c.pending--
	var own, init bool
	for _, e := range c.early[name] {
		own = own || e.Pid == pid
		init = init || (e.Pid == c.init && c.pending == 0)
	}
	delete(c.early, name)
	if !own {
		c.running[pid] = name
	}
	if init {
		delete(c.running, c.init)
	}
	c.mu.Unlock()
	if own {
		c.publish("exited", name)
	}
	if init {
		c.publish("exited", "init")
	}
}
