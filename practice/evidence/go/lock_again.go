// Minimum: Go 1.19
package main

import (
	"fmt"
	"sync"
)

type service struct{ mu sync.Mutex }

func (s *service) create() {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Println("create: init has already exited")
	s.handleExit()
}

func (s *service) handleExit() {
	s.mu.Lock()
	defer s.mu.Unlock()
}

func main() { new(service).create() }
