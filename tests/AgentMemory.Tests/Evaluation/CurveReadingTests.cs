using System.Globalization;
using System.Text;
using AgentMemory.Core;
using AgentMemory.Testing;
using AgentMemory.Verdicts.Curves;

namespace AgentMemory.Tests.Evaluation;

public sealed class CurveReadingTests
{
    private const string Header = "learner,task,seed,step,score\n";

    [Fact]
    public void Columns_may_stand_in_any_order_with_any_case_and_strangers_among_them()
    {
        var table = Csv("Score, remark ,STEP,Seed,task,learner\n0.25,\"a, \"\"quoted\"\" one\",0,first,t,\"x, y\"\r\n\r\n0.5,,1,first,t,\"x, y\"");
        Assert.Equal(["x, y"], table.Learners.Select(learner => learner.Id));
        Assert.Equal([0.25, 0.5], table.Points.Select(point => point.Score));
        Assert.Equal("first", table.Points[0].Seed);
    }

    [Fact]
    public void A_line_end_within_quotes_counts_as_a_line_of_the_file()
    {
        var error = Refused(Header + "\"a\nb\",t,1,0,0.5\nc,t,1,0,wrong\n");
        Assert.StartsWith("curves.csv: line 4, column 5 (score): \"wrong\" is not a number", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Our_own_curves_read_back_to_the_same_bits()
    {
        var points = MadeCurves.Noisy("lora, the first", 0.1, 1.0 / 3, 2, 3, 4, 5).WithFlops(1e17 / 3)
            .Select(point => point with { Path = "weights", Raw = point.Score * 7, IllegalRate = 1.0 / 7, UnmetRegret = 1.0 / 9 });
        var table = CurveTable.Of(points, "made");
        using var text = new StringWriter();
        CurveCsv.Write(table, text);
        var read = Csv(text.ToString());
        Assert.Equal(
            table.Points.Select(p => (p.Learner, p.Path, p.Task, p.Seed, p.Step, p.Score, p.Raw, p.IllegalRate, p.UnmetRegret, p.Costs!["flops"])),
            read.Points.Select(p => (p.Learner, p.Path, p.Task, p.Seed, p.Step, p.Score, p.Raw, p.IllegalRate, p.UnmetRegret, p.Costs!["flops"])));
    }

    [Fact]
    public void The_columns_written_are_those_of_the_contract()
    {
        using var text = new StringWriter();
        CurveCsv.Write(MadeCurves.Table(MadeCurves.Learner("a", "t", [0.5])), text);
        Assert.Equal(
            "learner,path,task,seed,block,score,raw,floor,ceiling,tokens_read,tokens_written,tokens_trained,flops,"
            + "artifact_bytes,illegal_rate,score_met,games,tokens_per_game,flops_per_game,evidence_bits,used_bits,unmet_regret,score_raw,score_calibrated\n"
            + "a,,t,0,0,0.5,,0,1,,,,,,,,,,,,,,,\n",
            text.ToString());
    }

    [Fact]
    public void Raw_in_place_of_score_is_normalised_and_a_score_is_not()
    {
        Assert.Equal(0.25, Csv("learner,task,seed,block,raw,floor,ceiling\na,t,1,0,3,1,9\n").Points[0].Score);
        Assert.Equal(0.75, Csv("learner,task,seed,block,raw,floor,ceiling\na,t,1,0,3,9,1\n").Points[0].Score);
        Assert.Equal(3, Csv("learner,task,seed,block,score,floor,ceiling\na,t,1,0,3,1,9\n").Points[0].Score);
        Assert.Equal(0.4, Csv("learner,task,seed,block,score,raw,floor,ceiling\na,t,1,0,0.4,3,1,9\n").Points[0].Score);
    }

    /// <summary>Every way in which programs say that there is no score: the cell is missing, the learner and the task are there.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("NaN")]
    [InlineData("-Infinity")]
    [InlineData("inf")]
    [InlineData("1e999")]
    [InlineData("NA")]
    [InlineData("null")]
    public void A_score_that_is_blank_or_not_finite_is_a_missing_cell(string score)
    {
        var table = Csv(Header + $"a,t,1,0,0.5\na,t,1,1,{score}\na,u,1,0,{score}\nb,t,1,0,{score}\n");
        Assert.Equal(0.5, Assert.Single(table.Points).Score);
        Assert.Equal(3, table.Missing.Count);
        Assert.Equal(["a", "b"], table.Learners.Select(learner => learner.Id));
        Assert.Equal(["t", "u"], table.Learners[0].Tasks.Select(task => task.Task));
        Assert.Empty(table.Learners[1].Tasks[0].Seeds);
        var json = CurveJson.Read(
            Encoding.UTF8.GetBytes($"[{{\"learner\":\"a\",\"task\":\"t\",\"seed\":1,\"step\":0,\"score\":\"{score}\"}},"
                + "{\"learner\":\"a\",\"task\":\"t\",\"seed\":1,\"step\":1,\"score\":null},"
                + "{\"learner\":\"a\",\"task\":\"t\",\"seed\":1,\"step\":2,\"score\":1e999}]"),
            "curves.json");
        Assert.Equal(3, json.Missing.Count);
    }

    [Fact]
    public void A_blank_score_is_missing_even_where_raw_is_there_and_a_blank_raw_without_a_score_column_is_missing()
    {
        Assert.Single(Csv("learner,task,seed,step,score,raw,floor,ceiling\na,t,1,0,,3,1,9\n").Missing);
        Assert.Single(Csv("learner,task,seed,step,raw,floor,ceiling\na,t,1,0,,1,9\n").Missing);
        // A missing cell and a score at the same place are no repetition.
        Assert.Single(Csv(Header + "a,t,1,0,\na,t,1,0,0.5\n").Points);
    }

    [Fact]
    public void Costs_of_other_people_keep_their_names()
    {
        var costs = Csv("learner,task,seed,step,score,cost_dollars,cost_flops\na,t,1,0,0.5,1.25,\n").Points[0].Costs!;
        Assert.Equal(1.25, costs["dollars"]);
        Assert.Null(costs["flops"]);
    }

    [Theory]
    [InlineData("", "curves.csv: the file is empty")]
    [InlineData("learner,task,seed,step\na,t,1,0\n", "curves.csv: line 1: no column score;")]
    [InlineData("a,t,1,0,0.5\n", "curves.csv: line 1: no column learner, task, seed, step, score;")]
    [InlineData("learner;task;seed;step;score\n", "Columns are parted by commas, not by \";\".")]
    [InlineData("learner,task,seed,step,score,seed\n", "curves.csv: line 1, column 6 (seed): stands in column 3 too")]
    [InlineData(Header, "curves.csv: there are no points")]
    [InlineData(Header + "a,t,1,0,high\n", "curves.csv: line 2, column 5 (score): \"high\" is not a number")]
    [InlineData(Header + "a,t,1,zero,0.5\n", "curves.csv: line 2, column 4 (step): \"zero\" is not a number")]
    [InlineData(Header + "a,t,1,0,\"0,5\"\n", "curves.csv: line 2, column 5 (score): \"0,5\" is not a number")]
    [InlineData(Header + ",t,1,0,0.5\n", "curves.csv: line 2, column 1 (learner): is empty")]
    [InlineData(Header + "a,t,1,0\n", "curves.csv: line 2: 4 fields under 5 columns")]
    [InlineData(Header + "a,t,1,0,0,5\n", "curves.csv: line 2: 6 fields under 5 columns")]
    [InlineData(Header + "a,t,1,0,0.5\na,t,1,0,0.6\n", "step 0 stands twice (rows 2 and 3)")]
    [InlineData(Header + "a,t,1,0,\"0.5\n", "curves.csv: line 2, column 5: a quote is opened and never closed")]
    [InlineData(Header + "\"a\"b,t,1,0,0.5\n", "curves.csv: line 2, column 1: \"b\" follows a closing quote")]
    [InlineData("learner,task,seed,step,raw\na,t,1,0,3\n", "curves.csv: line 2: raw stands in place of score, but floor or ceiling")]
    [InlineData("learner,task,seed,step,raw,floor,ceiling\na,t,1,0,3,2,2\n", "curves.csv: line 2: floor and ceiling are both 2")]
    [InlineData("learner,path,task,seed,step,score\na,memory,t,1,0,1\na,weights,t,1,1,1\n", "has the path \"memory\" in one row")]
    public void What_cannot_be_used_is_refused_with_its_place_and_a_remedy(string csv, string expected) =>
        Assert.Contains(expected, Refused(csv), StringComparison.Ordinal);

    [Theory]
    [InlineData("[", "curves.json: line 1, column 2: this is not JSON")]
    [InlineData("{}", "curves.json: item 1 (line 1): step is missing")]
    [InlineData("7", "curves.json: line 1: the file holds no array")]
    [InlineData("[]", "curves.json: there are no points")]
    [InlineData("[1]", "curves.json: item 1 (line 1): not an object")]
    [InlineData("[\n{\"learner\":\"a\",\"task\":\"t\",\"seed\":1,\"step\":0}]", "curves.json: item 1 (line 2): score is missing")]
    [InlineData("[{\"learner\":\"a\",\"task\":\"t\",\"seed\":1,\"step\":0,\"score\":\"good\"}]", "item 1 (line 1): score \"good\" is not a number")]
    [InlineData("[{\"learner\":\"a\",\"task\":\"t\",\"seed\":1,\"step\":\"0,5\",\"score\":1}]", "write 0.5")]
    [InlineData("[{\"learner\":\"a\",\"task\":\"t\",\"seed\":1,\"step\":0,\"score\":NaN}]", "this is not JSON")]
    [InlineData("[{\"learner\":[],\"task\":\"t\",\"seed\":1,\"step\":0,\"score\":1}]", "learner is an array; write a text")]
    [InlineData("[{\"learner\":\"a\",\"learner\":\"b\",\"task\":\"t\",\"seed\":1,\"step\":0,\"score\":1}]", "learner stands twice")]
    [InlineData("[{\"learner\":\"\\ud800\",\"task\":\"t\",\"seed\":1,\"step\":0,\"score\":1}]", "half a character")]
    [InlineData("[{\"learner\":\"a\",\"task\":\"t\",\"seed\":1,\"step\":0,\"score\":1}] []", "something follows the array of 1 items")]
    [InlineData("[{\"learner\":\"a\",\"task\":\"t\",\"seed\":1,\"step\":0,\"score\":1}] x", "this is not JSON")]
    [InlineData("{\"learner\":\"a\",\"task\":\"t\",\"seed\":1,\"step\":0,\"score\":1}\n{\"learner\":\"a\"}", "item 2 (line 2): step is missing")]
    [InlineData("[{\"learner\":\"a\",\"task\":\"t\",\"seed\":1,\"step\":0,\"score\":-1e101}]", "item 1 (line 1): the score is -1e101; the limit")]
    public void Json_that_cannot_be_used_is_refused_likewise(string json, string expected)
    {
        var error = Assert.Throws<UserErrorException>(() => CurveJson.Read(Encoding.UTF8.GetBytes(json), "curves.json"));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.5%", "write 0.015")]
    [InlineData("\"0,25\"", "write 0.25")]
    [InlineData("\"1,000\"", "write 0.25 or 2.5e-1")]
    [InlineData("1e101", "the score is 1e101; the limit is 1e100")]
    public void Scores_as_exports_write_them_are_refused_with_what_to_write(string score, string expected)
    {
        var error = Refused($"learner,task,seed,step,score\na,t,1,0,{score}\n");
        Assert.Contains("line 2", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_raw_score_that_a_hair_of_a_range_blows_up_is_refused_with_its_row() =>
        Assert.Contains(
            "line 3: the score is", Refused("learner,task,seed,step,raw,floor,ceiling\na,t,1,0,0,0,1\na,t,1,1,1,0,1e-320\n"), StringComparison.Ordinal);

    [Fact]
    public void Line_ends_of_any_kind_and_json_lines_give_the_same_curves()
    {
        const string Csv = "learner,task,seed,step,score\na,t,1,0,0.5\nb,\"t\",1,0,0.25\n";
        const string Lines = """
            {"learner":"a","task":"t","seed":1,"step":0,"score":0.5}
            {"score":0.25,"learner":"b","task":"t","seed":"1","step":0}
            """;
        var expected = Points(CurveCsv.Read(new StringReader(Csv), "curves.csv"));
        Assert.Equal(2, expected.Length);
        Assert.Equal(expected, Points(CurveCsv.Read(new StringReader(Csv.Replace("\n", "\r\n", StringComparison.Ordinal)), "c")));
        Assert.Equal(expected, Points(CurveCsv.Read(new StringReader(Csv.Replace('\n', '\r')), "c")));
        Assert.Equal(expected, Points(CurveJson.Read(Encoding.UTF8.GetBytes(Lines), "c")));

        static string[] Points(CurveTable table) =>
            [.. table.Points.Select(point => FormattableString.Invariant($"{point.Learner} {point.Task} {point.Seed} {point.Step} {point.Score}"))];
    }

    [Fact]
    public void Json_and_csv_give_the_same_curves()
    {
        const string Json = """
            [ {"learner": "a", "task": "t", "seed": 7, "step": 0, "score": 0.5, "floor": 0, "ceiling": 1, "extra": {"deep": [1]}},
              {"score": 0.75, "step": 1, "seed": "7", "task": "t", "learner": "a", "cost_flops": 12.5, "ceiling": null} ]
            """;
        var fromJson = CurveJson.Read(Encoding.UTF8.GetBytes(Json), "curves.json");
        var fromCsv = Csv("learner,task,seed,step,score,floor,ceiling,cost_flops\na,t,7,0,0.5,0,1,\na,t,7,1,0.75,,,12.5\n");
        Assert.Equal(
            fromCsv.Points.Select(p => (p.Learner, p.Seed, p.Step, p.Score, p.Floor, p.Ceiling, p.Costs?["flops"])),
            fromJson.Points.Select(p => (p.Learner, p.Seed, p.Step, p.Score, p.Floor, p.Ceiling, p.Costs?["flops"])));
    }

    [Fact]
    public void The_first_character_tells_the_format_behind_a_byte_order_mark_too()
    {
        using var folder = new TemporaryFolder();
        byte[] mark = [.. Encoding.UTF8.Preamble];
        File.WriteAllBytes(folder["a.txt"], [.. mark, .. Encoding.UTF8.GetBytes(Header + "a,t,1,0,0.5\n")]);
        File.WriteAllBytes(
            folder["b.txt"],
            [.. mark, .. Encoding.UTF8.GetBytes("\n [{\"learner\":\"a\",\"task\":\"t\",\"seed\":1,\"step\":0,\"score\":0.5}]")]);
        File.WriteAllText(folder["c.txt"], Header + "a,t,1,0,0.5\n", Encoding.Unicode);
        foreach (var name in new[] { "a.txt", "b.txt", "c.txt" })
        {
            Assert.Equal(0.5, CurveFile.Read(folder[name]).Points.Single().Score);
        }
    }

    [Fact]
    public void Files_that_are_missing_or_no_text_are_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["latin.csv"], [.. Encoding.UTF8.GetBytes(Header), 0x61, 0xE9, 0x2C]);
        Assert.Contains("there is no such file", Error(folder["missing.csv"]), StringComparison.Ordinal);
        Assert.Contains("is a folder", Error(folder.Path), StringComparison.Ordinal);
        Assert.Contains("not text in UTF-8", Error(folder["latin.csv"]), StringComparison.Ordinal);

        static string Error(string path) => Assert.Throws<UserErrorException>(() => CurveFile.Read(path)).Message;
    }

    [Fact]
    public void Ten_million_rows_are_refused_at_the_stated_limit_and_not_read_to_the_end()
    {
        using var rows = new EndlessRows();
        var error = Assert.Throws<UserErrorException>(() => CurveCsv.Read(rows, "curves.csv"));
        Assert.Equal(
            "curves.csv: line 2000002: more than 2,000,000 rows; that is the limit: keep every k-th step, or score the learners "
            + "in several files",
            error.Message);
    }

    [Fact]
    public void Too_many_learners_or_steps_are_refused_with_the_limit()
    {
        var learners = Enumerable.Range(0, 101).Select(i => MadeCurves.Point($"learner {i}", "t", 1, 0, 0.5));
        Assert.Contains("the limit is 100", Error(learners), StringComparison.Ordinal);
        var steps = Enumerable.Range(0, 10_001).Select(i => MadeCurves.Point("a", "t", 1, i, 0.5));
        Assert.Contains("10,001 steps of learner \"a\"; the limit is 10,000", Error(steps), StringComparison.Ordinal);

        static string Error(IEnumerable<CurvePoint> points) =>
            Assert.Throws<UserErrorException>(() => CurveTable.Of(points, "made")).Message;
    }

    [Fact]
    public void Seeds_are_sorted_by_size_where_they_are_numbers()
    {
        var table = Csv(Header + string.Concat(
            new[] { "10", "9", "b", "2", "a" }.Select(seed => string.Create(CultureInfo.InvariantCulture, $"x,t,{seed},0,0.5\n"))));
        Assert.Equal(["2", "9", "10", "a", "b"], table.Learners[0].Seeds);
    }

    private static CurveTable Csv(string text) => CurveCsv.Read(new StringReader(text), "curves.csv");

    private static string Refused(string text) => Assert.Throws<UserErrorException>(() => Csv(text)).Message;

    /// <summary>Rows without end, all alike; nothing of them is kept.</summary>
    private sealed class EndlessRows : TextReader
    {
        private const string Row = "a,t,1,0,0.5\n";
        private bool _hasBegun;

        public override int Read(char[] buffer, int index, int count)
        {
            var text = _hasBegun ? Row : Header;
            _hasBegun = true;
            var repetitions = text == Row ? count / Row.Length : 1;
            for (var i = 0; i < repetitions; i++)
            {
                text.CopyTo(0, buffer, index + (i * text.Length), text.Length);
            }

            return repetitions * text.Length;
        }
    }
}
