//! How files of this computer go to a server's handlers, and come from them: a task is made first, then the
//! handler is asked with it. The answer to the request comes before the work; what became of that, the
//! task tells.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use ::xapi::{ApiError, Download, Error, OpaqueRef, Session, calls};
use bytes::{Buf, Bytes};
use futures_util::FutureExt;
use images::xva::{Archive, Metadata};
use inventory::{
    Problem,
    jobs::plan::{Call, Direction, FileContent, about_of, wire_of},
};
use tokio::{
    sync::{mpsc, oneshot, watch},
    task::spawn_blocking,
    time::timeout,
};

use super::{
    calls::{mark, or_left, timed},
    task_end::{WHY, settled, task_end, told, told_in_the_end},
};
use crate::{
    files::{
        cannot_read,
        part::{PartFile, not_written},
    },
    problems::{self, FileKind},
    source::{FileOf, Submission, SubmitError, Submitted, Transfer},
    transfers::{Traffic, disk_export::DiskExport, disk_import::DiskImport, export},
};

/// So many pieces are under way between the server and the disk: who is faster waits for the other.
const UNDER_WAY: usize = 16;
/// A file is read in pieces of this size at the most.
const PIECE: usize = 256 << 10;

/// What a person has to hear of an error: a host that is not trusted is named.
pub(super) type Named = Box<dyn Fn(&Error) -> Problem + Send + Sync>;

/// Makes the task; what moves the bytes is for the caller to drive. `left` turns when the connection is
/// left, `ended` only when its session ends; that waits for whoever holds it.
pub(super) async fn submit(
    session: &Session,
    named: Named,
    left: watch::Receiver<bool>,
    ended: watch::Receiver<bool>,
    submission: &Submission,
    file: &FileOf,
) -> Result<Submitted, SubmitError> {
    // Nothing is asked of the handler before there is a task: what goes wrong until then has had no effect.
    let refused = SubmitError::Refused;
    let call = &submission.call;
    let moved = match file.direction {
        Direction::FromServer { replaces } => {
            let part = PartFile::begin(&file.path, &file.part, replaces).map_err(refused)?;
            Moved::In(part, coming(file, call).map_err(refused)?)
        }
        Direction::ToServer { takes_damage } => match file.content {
            FileContent::Disk(disk) => {
                let wire = wire_of(call).ok_or_else(|| Problem::new("bad_request"));
                let (path, wire) = (file.path.clone(), wire.map_err(refused)?);
                let opening = spawn_blocking(move || DiskImport::open(&path, disk, wire));
                let opened = opening.await.unwrap_or_else(came_to_grief);
                Moved::Out(Outgoing::Disk(opened.map_err(refused)?))
            }
            FileContent::Machines => {
                let (opened, length, about) = look_into(&file.path).await.map_err(refused)?;
                if call.asked().any(|said| said == ("restore", "true")) {
                    is_new(session, left.clone(), &about)
                        .await
                        .map_err(refused)?;
                }
                Moved::Out(Outgoing::Machines {
                    file: opened,
                    length,
                    takes_damage,
                })
            }
        },
    };
    let made = timed(session.run(calls::task::create(&call.method, "")));
    let task: OpaqueRef = match or_left(left.clone(), made).await {
        Ok(task) => task.opaque().clone(),
        Err(error) => return Err(refused(problems::of(&error))),
    };
    // By its mark it is found again, should the program end in the midst of it.
    mark(session.clone(), task.clone(), submission.clone()).await;
    let has_asked = Arc::new(AtomicBool::new(false));
    let wire = Wire {
        session: session.clone(),
        named,
        ended: ended.clone(),
        path: path_of(call, &task),
        task: task.clone(),
        target: file.path.clone(),
        has_asked: has_asked.clone(),
    };
    let (total, is_download) = match &moved {
        Moved::In(..) => (None, true),
        Moved::Out(Outgoing::Machines { length, .. }) => (Some(*length), false),
        Moved::Out(Outgoing::Disk(_)) => (None, false),
    };
    let is_disk = matches!(moved, Moved::Out(Outgoing::Disk(_)));
    // Who has not been asked has nothing in hand.
    let settled = is_disk.then(|| {
        let settled = settled(session, &task, &ended);
        let is_due = async move {
            if has_asked.load(Ordering::Acquire) {
                settled.await;
            }
        };
        is_due.boxed()
    });
    let traffic = Arc::new(Traffic::new(total));
    let passed = traffic.clone();
    Ok(Submitted::Transfer(Transfer {
        task,
        is_download,
        traffic: Some(traffic),
        moves: Box::pin(async move {
            match moved {
                Moved::In(part, disk) => wire.receive(part, disk, passed).await,
                Moved::Out(outgoing) => wire.send(outgoing, &passed).await,
            }
        }),
        settled,
    }))
}

/// The request line's path: the session is not in it, but in a cookie.
fn path_of(call: &Call, task: &OpaqueRef) -> String {
    let object = call.object().unwrap_or_default();
    let about = about_of(&call.method);
    let asked: String = call
        .asked()
        .map(|(name, value)| format!("&{name}={value}"))
        .collect();
    format!("/{}?{about}={object}{asked}&task_id={task}", call.method)
}

/// Which way the bytes go.
enum Moved {
    /// With the disk that comes, if it is one.
    In(PartFile, Option<DiskExport>),
    Out(Outgoing),
}

/// A file that is sent.
enum Outgoing {
    /// Machines, as they are.
    Machines {
        file: File,
        length: u64,
        takes_damage: bool,
    },
    /// A disk.
    Disk(DiskImport),
}

impl Outgoing {
    /// Finds out how many bytes are sent, as long as that is wanted.
    fn measure(&mut self, is_wanted: impl Fn() -> bool) -> Result<u64, Problem> {
        match self {
            Self::Machines { length, .. } => Ok(*length),
            Self::Disk(disk) => disk.measure(is_wanted),
        }
    }

    /// Reads it, and judges it meanwhile.
    fn read(&self, target: &Path, give: &mpsc::Sender<Bytes>) -> Result<(), Problem> {
        match self {
            Self::Machines {
                file, takes_damage, ..
            } => read(target, file, *takes_damage, give),
            Self::Disk(disk) => disk.read(Giving(give)),
        }
    }
}

/// Gives on what is written into it.
struct Giving<'a>(&'a mpsc::Sender<Bytes>);

impl Write for Giving<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = &bytes[..bytes.len().min(PIECE)];
        let given = self.0.blocking_send(Bytes::copy_from_slice(piece));
        given.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The disk that comes, if it is one.
fn coming(file: &FileOf, call: &Call) -> Result<Option<DiskExport>, Problem> {
    let FileContent::Disk(disk) = file.content else {
        return Ok(None);
    };
    let wire = wire_of(call).ok_or_else(|| Problem::new("bad_request"))?;
    let name = file.path.file_name().unwrap_or_default();
    Ok(Some(DiskExport {
        disk,
        wire,
        is_difference: call.asked().any(|(name, _)| name == "base"),
        name: name.to_string_lossy().into_owned(),
    }))
}

/// Opens a file that is to be sent, and reads what it says of itself.
async fn look_into(path: &Path) -> Result<(File, u64, Metadata), Problem> {
    let path = path.to_owned();
    let look = move || {
        let open = || {
            let about = fs::metadata(&path)?;
            if !about.is_file() {
                return Err(io::Error::other("it is no file"));
            }
            Ok((File::open(&path)?, about.len()))
        };
        let unread = |error: io::Error| cannot_read(&path, &error);
        let (file, length) = open().map_err(unread)?;
        let archive = Archive::open(&file)
            .map_err(|error| problems::of_image(&path, FileKind::Machines, &error))?;
        let about = archive.metadata().clone();
        // What follows reads from the beginning again.
        io::Seek::rewind(&mut &file).map_err(unread)?;
        Ok((file, length, about))
    };
    spawn_blocking(look).await.unwrap_or_else(came_to_grief)
}

/// A server would put the file in the place of a machine that has its uuid, or refuse at the end of its
/// own checks. Neither is meant by who restores one that is gone.
async fn is_new(
    session: &Session,
    left: watch::Receiver<bool>,
    about: &Metadata,
) -> Result<(), Problem> {
    for machine in &about.machines {
        let found = timed(session.run(calls::vm::get_by_uuid(&machine.uuid)));
        match or_left(left.clone(), found).await {
            Ok(_) => return Err(Problem::new("restore_exists").with("name", &machine.name)),
            Err(Error::Api(ApiError::UuidInvalid { .. })) => {}
            Err(error) => return Err(problems::of(&error)),
        }
    }
    Ok(())
}

/// A transfer that has its task.
struct Wire {
    session: Session,
    named: Named,
    /// What moves outlives the loss of everything else that goes over the connection.
    ended: watch::Receiver<bool>,
    path: String,
    task: OpaqueRef,
    target: PathBuf,
    /// Whether a server may have heard of it.
    has_asked: Arc<AtomicBool>,
}

impl Wire {
    /// Writes what the server sends. It is kept if all that came is whole, and the task has not failed.
    async fn receive(
        self,
        part: PartFile,
        disk: Option<DiskExport>,
        traffic: Arc<Traffic>,
    ) -> Result<(), Problem> {
        let opening = self.session.get_patiently(&self.path);
        let download = match or_left(self.ended.clone(), opening).await {
            Ok(download) => download,
            Err(error) => return Err(self.broken(&error).await),
        };
        let (give, taken) = mpsc::channel(UNDER_WAY);
        let target = self.target.clone();
        let expected = traffic.clone();
        let writing = spawn_blocking(move || {
            let expect = |total| expected.expect(total);
            write(&target, Coming::new(taken), disk, part, expect)
        });
        let fetched = or_left(self.ended.clone(), fetch(download, give, &traffic)).await;
        let written = writing.await.unwrap_or_else(came_to_grief);
        let part = match (written, fetched) {
            // However the connection has ended, the whole of it is here.
            (Ok(part), _) => part,
            (Err(Unwritten::Here(problem)), _)
            | (Err(Unwritten::There(problem)), Ok(EndedBy::Us)) => return Err(problem),
            // What is not whole is not, because the server has failed, mostly.
            (Err(Unwritten::There(problem)), Ok(EndedBy::Server)) => {
                return Err(self.why(problem).await);
            }
            // That the rest is missing follows from it.
            (Err(Unwritten::There(_)), Err(error)) => {
                return Err(self.why((self.named)(&error)).await);
            }
        };
        if let Some(Err(problem)) = self.task_end().await {
            return Err(problem);
        }
        // What blocks goes on when this is dropped, and learns of it by the other end.
        let (is_wanted, _wanting) = oneshot::channel::<()>();
        let kept = spawn_blocking(move || part.keep(|| !is_wanted.is_closed()));
        kept.await.unwrap_or_else(came_to_grief)
    }

    /// Sends a file, and judges it while it is read.
    async fn send(self, mut outgoing: Outgoing, traffic: &Traffic) -> Result<(), Problem> {
        let is_disk = matches!(outgoing, Outgoing::Disk(_));
        let (is_wanted, wanting) = oneshot::channel::<()>();
        let measuring = spawn_blocking(move || {
            let length = outgoing.measure(|| !is_wanted.is_closed())?;
            Ok::<_, Problem>((length, outgoing))
        });
        let (length, outgoing) = measuring.await.unwrap_or_else(came_to_grief)?;
        drop(wanting);
        traffic.expect(length);
        self.has_asked.store(true, Ordering::Release);
        let letting_in = self.session.upload(&self.path, length);
        let mut upload = match or_left(self.ended.clone(), letting_in).await {
            Ok(upload) => upload,
            Err(error) => {
                if is_disk && error.may_have_had_effect() {
                    self.let_go().await;
                }
                return Err(self.broken(&error).await);
            }
        };
        let (give, mut taken) = mpsc::channel::<Bytes>(UNDER_WAY);
        let target = self.target.clone();
        let reading = spawn_blocking(move || outgoing.read(&target, &give));
        let sending = async {
            while let Some(piece) = taken.recv().await {
                upload.write(&piece).await?;
                traffic.add(piece.len());
            }
            Ok::<_, Error>(upload)
        };
        let sent = or_left(self.ended.clone(), sending).await;
        // A server that takes no more keeps nobody reading.
        drop(taken);
        // What is wrong with the file is said first: then the server has not got all of it.
        if let Err(problem) = reading.await.unwrap_or_else(came_to_grief) {
            traffic.break_off();
            drop(sent);
            if is_disk {
                self.let_go().await;
            }
            return Err(problem);
        }
        let finished = match sent {
            Ok(upload) => or_left(self.ended.clone(), upload.finish()).await,
            Err(error) => Err(error),
        };
        match finished {
            Ok(()) => Ok(()),
            // The server may have got all of it: then only the task tells the end.
            Err(error) if traffic.is_all() => {
                tracing::debug!(%error, "how an upload was taken is not known");
                Ok(())
            }
            Err(error) if is_disk => {
                told_in_the_end(&self.session, &self.task, self.ended, &error).await
            }
            Err(error) => told(&self.session, &self.task, &error).await,
        }
    }

    /// Waits until the server has let go of a disk of which no more comes, but not for ever.
    async fn let_go(&self) {
        drop(timeout(WHY, self.task_end()).await);
    }

    /// Why the server was not reached, or not any more: what its task says, if it has ended, else what was
    /// seen here, with the name of the host.
    async fn broken(&self, error: &Error) -> Problem {
        match told(&self.session, &self.task, error).await {
            Err(problem) if problem != problems::of(error) => problem,
            _ => (self.named)(error),
        }
    }

    /// Why the task has failed, if it has, or does within moments; else what was seen of it here.
    async fn why(&self, seen: Problem) -> Problem {
        match timeout(WHY, self.task_end()).await {
            Ok(Some(Err(why))) => why,
            _ => seen,
        }
    }

    async fn task_end(&self) -> Option<Result<(), Problem>> {
        task_end(&self.session, &self.task, self.ended.clone()).await
    }
}

/// Who has ended a download.
enum EndedBy {
    /// The server, which sends no more.
    Server,
    /// Whoever writes it, who takes no more, and says why.
    Us,
}

async fn fetch(
    mut download: Download,
    give: mpsc::Sender<Bytes>,
    traffic: &Traffic,
) -> Result<EndedBy, Error> {
    loop {
        let piece = tokio::select! {
            piece = download.chunk() => piece?,
            () = give.closed() => return Ok(EndedBy::Us),
        };
        let Some(piece) = piece else {
            return Ok(EndedBy::Server);
        };
        traffic.add(piece.len());
        if give.send(piece).await.is_err() {
            return Ok(EndedBy::Us);
        }
    }
}

/// Why a file was not written.
enum Unwritten {
    /// It could not be.
    Here(Problem),
    /// What came is not whole.
    There(Problem),
}

fn came_to_grief<T, E: From<Problem>>(error: tokio::task::JoinError) -> Result<T, E> {
    Err(Problem::new("internal")
        .with("why", error.to_string())
        .into())
}

impl From<Problem> for Unwritten {
    fn from(problem: Problem) -> Self {
        Self::Here(problem)
    }
}

fn write(
    target: &Path,
    coming: Coming,
    disk: Option<DiskExport>,
    mut part: PartFile,
    expect: impl FnOnce(u64),
) -> Result<PartFile, Unwritten> {
    let (written, kind) = match disk {
        Some(disk) => (disk.write(coming, &mut part, expect), FileKind::Disk),
        None => {
            let pass = |bytes: &[u8]| part.write_all(bytes);
            (export::pass(coming, false, pass), FileKind::Machines)
        }
    };
    match written {
        Ok(()) => Ok(part),
        Err(export::Stopped::Taker(error)) => Err(Unwritten::Here(not_written(target, &error))),
        Err(export::Stopped::Giver(error)) => Err(Unwritten::Here(cannot_read(target, &error))),
        Err(export::Stopped::Damage(error)) => {
            Err(Unwritten::There(problems::of_image(target, kind, &error)))
        }
    }
}

fn read(
    target: &Path,
    file: &File,
    takes_damage: bool,
    give: &mpsc::Sender<Bytes>,
) -> Result<(), Problem> {
    let reader = io::BufReader::with_capacity(PIECE, file);
    let pass = |bytes: &[u8]| {
        let given = give.blocking_send(Bytes::copy_from_slice(bytes));
        given.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    };
    match export::pass(reader, takes_damage, pass) {
        // Why the server takes no more, its task tells.
        Ok(()) | Err(export::Stopped::Taker(_)) => Ok(()),
        Err(export::Stopped::Giver(error)) => Err(cannot_read(target, &error)),
        Err(export::Stopped::Damage(error)) => {
            Err(problems::of_image(target, FileKind::Machines, &error))
        }
    }
}

/// Bytes that come from elsewhere, to be read by who may wait.
struct Coming {
    taken: mpsc::Receiver<Bytes>,
    piece: Bytes,
}

impl Coming {
    fn new(taken: mpsc::Receiver<Bytes>) -> Self {
        Self {
            taken,
            piece: Bytes::new(),
        }
    }
}

impl Read for Coming {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match self.taken.blocking_recv() {
                Some(piece) => self.piece = piece,
                None => return Ok(0),
            }
        }
        let length = buffer.len().min(self.piece.len());
        self.piece.copy_to_slice(&mut buffer[..length]);
        Ok(length)
    }
}
