package richscale.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import richscale.data.TableSink;

/**
 * Passes the rows of a Parquet file on, one after another, so that they are never held as objects.
 */
final class ParquetTable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ParquetTable() {}

  static void read(String path, byte[] content, TableSink rows, Configuration configuration)
      throws IOException {
    FileMetaData metadata = ParquetBytes.metadata(content, configuration);
    Set<String> index = pandasIndex(metadata);
    index.forEach(name -> rows.ignore("pandas' row labels, " + name));
    List<Type> columns =
        metadata.getSchema().getFields().stream()
            .filter(column -> !index.contains(column.getName()))
            .toList();
    List<String> wanted = rows.open(path, columns.stream().map(Type::getName).toList());
    List<Type> read = columns.stream().filter(column -> wanted.contains(column.getName())).toList();
    TableCell[] cells = new TableCell[read.size()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = TableCell.of(path, read.get(i), i, rows);
    }
    MessageType schema = new MessageType(metadata.getSchema().getName(), read);
    ParquetBytes.pass(
        content,
        schema,
        FilterCompat.NOOP,
        configuration,
        present -> new RowConverter(cells, rows),
        TableSink::endRow);
  }

  /** Names of the columns that pandas keeps its row labels in, which are no data. */
  private static Set<String> pandasIndex(FileMetaData metadata) throws IOException {
    Set<String> names = new HashSet<>();
    String pandas = metadata.getKeyValueMetaData().get("pandas");
    if (pandas != null) {
      for (JsonNode column : JSON.readTree(pandas).path("index_columns")) {
        // A range of numbers is described, not stored.
        if (column.isTextual()) {
          names.add(column.textValue());
        }
      }
    }
    return names;
  }

  /** Passes cells on as they come, and says which did not come. */
  private static final class RowConverter extends RecordMaterializer<TableSink> {
    private final GroupConverter root;
    private final TableSink rows;

    RowConverter(TableCell[] cells, TableSink rows) {
      this.rows = rows;
      root =
          new GroupConverter() {
            @Override
            public Converter getConverter(int field) {
              return cells[field].converter();
            }

            @Override
            public void start() {
              // Cells know by themselves.
            }

            @Override
            public void end() {
              for (TableCell cell : cells) {
                cell.endRow();
              }
            }
          };
    }

    @Override
    public TableSink getCurrentRecord() {
      return rows;
    }

    @Override
    public GroupConverter getRootConverter() {
      return root;
    }
  }
}
