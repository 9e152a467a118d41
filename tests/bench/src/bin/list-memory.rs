//! Creates as many versions as asked, lists them all page by page, and prints by how much resident memory grew.

use std::error::Error;

use clap::Parser;

#[derive(Parser)]
struct Arguments {
    url: String,
    token: String,
    versions: usize,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let Arguments { url, token, versions } = Arguments::parse();
    let client = edgegap_bench::client(&url, &token)?;
    edgegap_bench::application(&client, "memory").await?;
    for number in 0..versions {
        client.versions().create("memory", edgegap_bench::version(format!("v{number}"))).await?;
    }
    let before = edgegap_bench::resident("self").ok_or("resident memory can be read on Linux only")?;
    let (mut seen, mut most) = (0, before);
    let mut list = client.versions().list("memory");
    while list.next().await?.is_some() {
        seen += 1;
        if seen % 100 == 0 {
            most = most.max(edgegap_bench::resident("self").unwrap_or(before));
        }
    }
    if seen != versions {
        return Err(format!("listed {seen} of {versions} versions").into());
    }
    println!("{{\"versions\": {seen}, \"growth_kib\": {}}}", most - before);
    Ok(())
}
