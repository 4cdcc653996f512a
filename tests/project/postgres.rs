//! A `PostgreSQL` server of a test's own, from Debian's package.

use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

pub fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap().port()
}

/// A private server, stopped when it is dropped.
pub struct Postgres {
    programs: PathBuf,
    dir: tempfile::TempDir,
    pub port: u16,
}

impl Postgres {
    /// `None` where its programs are not installed.
    pub fn start() -> Option<Self> {
        let installed = fs::read_dir("/usr/lib/postgresql").ok()?;
        let mut versions: Vec<PathBuf> = installed.map(|entry| entry.unwrap().path()).collect();
        versions.sort();
        let programs = versions.pop()?.join("bin");
        let dir = tempfile::tempdir().unwrap();
        // Its programs refuse to be run by root; whoever runs them instead has to write here.
        fs::set_permissions(dir.path(), Permissions::from_mode(0o777)).unwrap();
        let server = Self {
            programs,
            dir,
            port: free_port(),
        };
        let data = server.dir.path().join("data");
        let data = data.to_str().unwrap();
        server.run("initdb", &["-D", data, "-A", "trust", "-U", "postgres"]);
        let (folder, port) = (server.dir.path().display(), server.port);
        let options =
            format!("-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}");
        let log = server.dir.path().join("log");
        let log = log.to_str().unwrap();
        server.run(
            "pg_ctl",
            &["-D", data, "-l", log, "-o", &options, "-w", "start"],
        );
        Some(server)
    }

    /// The address of a new database on it.
    pub fn database(&self, name: &str) -> String {
        let port = self.port.to_string();
        self.run(
            "createdb",
            &["-h", "127.0.0.1", "-p", &port, "-U", "postgres", name],
        );
        format!("postgres://postgres@127.0.0.1:{port}/{name}")
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let is_root = fs::metadata("/proc/self")
            .is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
        let program = self.programs.join(program);
        let mut command = if is_root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        let ran = command
            .args(arguments)
            .current_dir(self.dir.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(ran.success(), "{command:?}");
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.dir.path().join("data");
        self.run(
            "pg_ctl",
            &["-D", data.to_str().unwrap(), "-m", "immediate", "stop"],
        );
    }
}
