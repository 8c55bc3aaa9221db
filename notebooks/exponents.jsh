// The exponents of |Delta h| by Spark SQL, in Java, for jshell; exponents.sh runs it.
import org.apache.spark.sql.SparkSession;

String out = System.getProperty("richscale.out", "runs/quickstart");
SparkSession spark = SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false").getOrCreate();
for (String table : new String[] {"trials", "measurements", "fits"}) spark.read().parquet(out + "/" + table).createOrReplaceTempView(table);

spark.sql("SELECT r, layer, round(exponent, 2) AS exponent, round(ci_low, 2) AS low, round(ci_high, 2) AS high, predicted, verdict FROM fits WHERE observable = 'delta_h_norm' AND step = steps ORDER BY r, layer").show(100, false);
spark.sql("SELECT r, width, layer, count(*) AS seeds, round(avg(value), 3) AS mean, round(stddev(value), 3) AS deviation FROM measurements JOIN trials USING (trial_id) WHERE observable = 'delta_h_norm' AND step = steps GROUP BY ALL ORDER BY ALL").show(100, false);

spark.stop();
/exit
