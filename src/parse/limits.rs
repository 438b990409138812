//! How much is read before a file is refused (PROMISES P23).

/// Limits on input, each raisable in `[limits]` of `opsbook.toml` up to its ceiling.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Bytes of one file.
    pub file_bytes: u32,
    /// Bytes of one collection file or CSV table.
    pub collection_bytes: u32,
    /// Bytes between the fences of front matter.
    pub front_matter_bytes: u32,
    /// Records in one workspace.
    pub records: u32,
    /// Rows of one CSV table.
    pub rows: u32,
    /// Columns of one CSV table.
    pub columns: u32,
    /// Bytes of one CSV cell.
    pub cell_bytes: u32,
    /// References of one record, in fields and body together.
    pub references: u32,
}

impl Limits {
    /// Names, defaults and ceilings, in the order of the documentation.
    pub const TABLE: [(&'static str, u32, u32); 8] = [
        ("file_bytes", 1 << 20, 16 << 20),
        ("collection_bytes", 16 << 20, 256 << 20),
        ("front_matter_bytes", 64 << 10, 1 << 20),
        ("records", 200_000, 2_000_000),
        ("rows", 200_000, 2_000_000),
        ("columns", 500, 5_000),
        ("cell_bytes", 64 << 10, 1 << 20),
        ("references", 2_000, 50_000),
    ];

    /// Returns the limit with this name, for setting.
    pub fn named(&mut self, name: &str) -> Option<&mut u32> {
        Some(match name {
            "file_bytes" => &mut self.file_bytes,
            "collection_bytes" => &mut self.collection_bytes,
            "front_matter_bytes" => &mut self.front_matter_bytes,
            "records" => &mut self.records,
            "rows" => &mut self.rows,
            "columns" => &mut self.columns,
            "cell_bytes" => &mut self.cell_bytes,
            "references" => &mut self.references,
            _ => return None,
        })
    }
}

/// A number of bytes in words.
pub(crate) fn size(bytes: u32) -> String {
    if bytes >= 1 << 20 && bytes.is_multiple_of(1 << 20) {
        format!("{} MiB", bytes >> 20)
    } else if bytes >= 1 << 10 && bytes.is_multiple_of(1 << 10) {
        format!("{} KiB", bytes >> 10)
    } else {
        format!("{bytes} bytes")
    }
}

impl Default for Limits {
    fn default() -> Self {
        let [file, collection, front_matter, records, rows, columns, cell, references] = Self::TABLE.map(|row| row.1);
        Self {
            file_bytes: file,
            collection_bytes: collection,
            front_matter_bytes: front_matter,
            records,
            rows,
            columns,
            cell_bytes: cell,
            references,
        }
    }
}
