//! A server of prepared responses that uses almost no processor time, to measure clients.
//!
//! It serves an application, its versions page by page, and the creation of a version. Other
//! requests get a 404. Below `/closing` it closes the connection after each response without an
//! announcement. It prints its URL as one line, with `--tls FOLDER` the URL of a TLS listener whose
//! authority it writes to `ca.pem` in that folder. It ends when its standard input closes.

mod reply;
mod tls;

use std::io::{self, Write};
use std::path::PathBuf;
use std::rc::Rc;

use clap::Parser;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::{LocalSet, spawn_local};

use self::reply::Replies;

#[derive(Parser)]
struct Arguments {
    /// Listen with TLS too, and write the authority's certificate into this folder.
    #[arg(long)]
    tls: Option<PathBuf>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let secured = TcpListener::bind(("127.0.0.1", 0)).await?;
    let mut said = format!("http://{}", listener.local_addr()?);
    let acceptor = arguments.tls.map(|folder| tls::acceptor(&folder)).transpose()?;
    if acceptor.is_some() {
        said.push_str(&format!(" https://{}", secured.local_addr()?));
    }
    let replies = Rc::new(Replies::prepared());
    println!("{said}");
    io::stdout().flush()?;
    std::thread::spawn(|| {
        // However it ends, there is nobody left to serve.
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        std::process::exit(0);
    });
    let local = LocalSet::new();
    if let Some(acceptor) = acceptor {
        let replies = replies.clone();
        local.spawn_local(async move {
            while let Ok((stream, _)) = secured.accept().await {
                let (acceptor, replies) = (acceptor.clone(), replies.clone());
                spawn_local(async move {
                    stream.set_nodelay(true)?;
                    serve(acceptor.accept(stream).await?, &replies).await
                });
            }
        });
    }
    let accepting = async {
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            let replies = replies.clone();
            spawn_local(async move { serve(stream, &replies).await });
        }
    };
    local.run_until(accepting).await
}

/// Answers request after request, for as long as the client keeps the connection.
async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, replies: &Replies) -> io::Result<()> {
    let mut read = Vec::with_capacity(4096);
    while stream.read_buf(&mut read).await? > 0 {
        while let Some(request) = reply::request(&read) {
            let closes = reply::closes(&read[..request.head]);
            let reply = replies.to(&read[..request.head]);
            read.drain(..request.head + request.body);
            stream.write_all(reply).await?;
            stream.flush().await?;
            if closes {
                return stream.shutdown().await;
            }
        }
    }
    Ok(())
}
