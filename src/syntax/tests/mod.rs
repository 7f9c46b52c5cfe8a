    use super::*;
    #[test]
    fn samples() {
        for file in ["acme/inbound.route", "acme/shared.route", "samples/names.route", "samples/ten-mistakes.route"] {
            let text = std::fs::read_to_string(format!("/work/shared/design/{file}")).unwrap();
            let source = Source::new(file, text);
            let (document, findings) = read(SourceId::FIRST, &source, &Limits::default());
            println!("== {file}: {} items", document.items.len());
            for f in &findings {
                println!("{} {:?} {} | {}", f.code, source.place(f.primary.span.start), f.message, f.primary.text);
            }
        }
    }
