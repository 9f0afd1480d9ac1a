//! What a keeper is told when it starts: one variable of its environment, `key=value` by `key=value`.

use crate::job::{InAll, Limits, Tree};
use std::{collections::BTreeMap, os::fd::RawFd};

/// How to keep a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KeeperOrder {
    /// The socket to the tool.
    pub(crate) socket: RawFd,
    /// The pipe for the report, which the program inherits.
    pub(crate) report: Option<RawFd>,
    /// The lock on the folder that is the job's own; [`FOLDER`](super::FOLDER) says where that is.
    pub(crate) folder: Option<RawFd>,
    /// The lock on the job's control group; [`SCOPE`](super::SCOPE) says where that is.
    pub(crate) scope: Option<RawFd>,
    pub(crate) fence: bool,
    pub(crate) tree: Tree,
    pub(crate) processes: Option<u64>,
    pub(crate) cpu_s: Option<u64>,
    pub(crate) memory: Option<u64>,
    pub(crate) file_size: Option<u64>,
    pub(crate) open_files: Option<u64>,
    pub(crate) in_all: InAll,
}

impl KeeperOrder {
    /// Of a program without a report, a folder, a control group or a fence.
    pub(crate) fn new(socket: RawFd, tree: Tree, limits: &Limits) -> KeeperOrder {
        let Limits { cpu_s, memory, file_size, open_files, processes, in_all, quiet: _, output: _ } = *limits;
        let (report, folder, scope, fence) = (None, None, None, false);
        KeeperOrder {
            socket,
            report,
            folder,
            scope,
            fence,
            tree,
            processes,
            cpu_s,
            memory,
            file_size,
            open_files,
            in_all,
        }
    }

    pub(crate) fn written(&self) -> String {
        let mut text = format!("socket={}", self.socket);
        let mut add = |key: &str, value: Option<u64>| {
            if let Some(value) = value {
                text += &format!(" {key}={value}");
            }
        };
        add("report", self.report.and_then(|fd| fd.try_into().ok()));
        add("folder", self.folder.and_then(|fd| fd.try_into().ok()));
        add("scope", self.scope.and_then(|fd| fd.try_into().ok()));
        add("fence", self.fence.then_some(1));
        add("group", (self.tree == Tree::Group).then_some(1));
        add("processes", self.processes);
        add("cpu", self.cpu_s);
        add("memory", self.memory);
        add("file", self.file_size);
        add("open", self.open_files);
        add("all-memory", self.in_all.memory);
        add("all-threads", self.in_all.threads);
        add("all-disk", self.in_all.disk);
        text
    }

    pub(crate) fn read(text: &str) -> Option<KeeperOrder> {
        let pairs = text.split(' ').map(|pair| {
            let (key, value) = pair.split_once('=')?;
            Some((key, value.parse::<u64>().ok()?))
        });
        let pairs: BTreeMap<&str, u64> = pairs.collect::<Option<_>>()?;
        let get = |key: &str| pairs.get(key).copied();
        let fd = |key: &str| get(key).and_then(|it| RawFd::try_from(it).ok());
        Some(KeeperOrder {
            socket: fd("socket")?,
            report: fd("report"),
            folder: fd("folder"),
            scope: fd("scope"),
            fence: get("fence").is_some(),
            tree: if get("group").is_some() { Tree::Group } else { Tree::Whole },
            processes: get("processes"),
            cpu_s: get("cpu"),
            memory: get("memory"),
            file_size: get("file"),
            open_files: get("open"),
            in_all: InAll { memory: get("all-memory"), threads: get("all-threads"), disk: get("all-disk") },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{InAll, KeeperOrder, Limits, Tree};

    #[test]
    fn what_is_written_can_be_read() {
        let in_all = InAll { memory: Some(5), threads: Some(6), disk: Some(7) };
        let limits = Limits { cpu_s: Some(3), memory: Some(1 << 31), processes: Some(7), in_all, ..Limits::default() };
        let fds = KeeperOrder {
            report: Some(6),
            folder: Some(7),
            scope: Some(8),
            ..KeeperOrder::new(5, Tree::Whole, &limits)
        };
        let all = KeeperOrder { fence: true, ..fds };
        for order in [all, KeeperOrder::new(9, Tree::Group, &Limits::default())] {
            assert_eq!(KeeperOrder::read(&order.written()), Some(order));
        }
        assert_eq!(KeeperOrder::read("socket=ten"), None);
    }
}
