using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace AgentMemory.Weights;

/// <summary>Numbers of a matrix in memory; either stride may be 1.</summary>
/// <param name="Start">The first number.</param>
/// <param name="RowStride">From one row to the next, in numbers.</param>
/// <param name="ColumnStride">From one column to the next, in numbers.</param>
internal readonly unsafe record struct MatrixView(nint Start, nint RowStride, nint ColumnStride)
{
    public float* At(long row, long column) => (float*)Start + (row * RowStride) + (column * ColumnStride);

    public MatrixView From(long row, long column) => this with { Start = (nint)At(row, column) };
}

/// <summary>
/// Products of F32 matrices with any strides, as outer products summed in registers over packed panels of the right operand
/// (Goto and van de Geijn 2008). ggml's own products sum along the shared dimension, which starves where that is short, as
/// in small models, attention and adapters, and want transposed copies for gradients; here neither holds. Sums run in an
/// order that does not depend on the number of threads.
/// </summary>
internal static unsafe class MatrixProduct
{
    /// <summary>Columns of a panel: two vectors of eight.</summary>
    public const int PanelColumns = 16;

    private const int TileRows = 6;
    private const int DepthBlock = 256;
    private const int ColumnsBlock = 256;

    /// <summary>Whether this processor has the fused vector arithmetic that these kernels are made of.</summary>
    public static bool IsFast => Vector256.IsHardwareAccelerated && (Fma.IsSupported || AdvSimd.Arm64.IsSupported);

    /// <summary>Numbers of scratch memory that <see cref="Multiply"/> needs.</summary>
    public const int ScratchFloats = DepthBlock * ColumnsBlock;

    /// <summary>Numbers that <see cref="Pack"/> writes.</summary>
    public static long PackedFloats(long depth, long columns) => (columns + PanelColumns - 1) / PanelColumns * PanelColumns * depth;

    /// <summary>c[rows, columns] = or += a[rows, depth] b[depth, columns]; c's columns stand side by side.</summary>
    public static void Multiply(
        MatrixView a, MatrixView b, float* c, nint rowStride, long rows, long columns, long depth, bool adds, float* scratch)
    {
        for (long column = 0; column < columns; column += ColumnsBlock)
        {
            var width = Math.Min(ColumnsBlock, columns - column);
            for (long at = 0; at < depth; at += DepthBlock)
            {
                var deep = Math.Min(DepthBlock, depth - at);
                Pack(b.From(at, column), deep, width, scratch);
                MultiplyPacked(a.From(0, at), scratch, deep, c + column, rowStride, rows, width, deep, adds || at > 0);
            }
        }
    }

    /// <summary>Lays b[depth, columns] out in panels of 16 columns, the last one filled up with zeros.</summary>
    public static void Pack(MatrixView b, long depth, long columns, float* panels)
    {
        for (long column = 0; column < columns; column += PanelColumns, panels += depth * PanelColumns)
        {
            var width = (int)Math.Min(PanelColumns, columns - column);
            if (width < PanelColumns)
            {
                new Span<float>(panels, checked((int)(depth * PanelColumns))).Clear();
            }

            if (b.ColumnStride == 1 && width == PanelColumns)
            {
                var from = b.At(0, column);
                for (var to = panels; to < panels + (depth * PanelColumns); to += PanelColumns, from += b.RowStride)
                {
                    Vector256.Load(from).Store(to);
                    Vector256.Load(from + 8).Store(to + 8);
                }

                continue;
            }

            for (var j = 0; j < width; j++)
            {
                var from = b.At(0, column + j);
                for (var to = panels + j; to < panels + j + (depth * PanelColumns); to += PanelColumns, from += b.RowStride)
                {
                    *to = *from;
                }
            }
        }
    }

    /// <summary>The same with b packed before; panels of more depth than is used may be given from a later place of it.</summary>
    /// <param name="a">[rows, depth].</param>
    /// <param name="panels">The first panel, at the first place used.</param>
    /// <param name="panelDepth">The depth that was packed.</param>
    /// <param name="c">The result's first number.</param>
    /// <param name="rowStride">From one of the result's rows to the next.</param>
    /// <param name="rows">Rows of a and c.</param>
    /// <param name="columns">Columns of c.</param>
    /// <param name="depth">The depth that is used.</param>
    /// <param name="adds">Whether the product is added to what c holds.</param>
    public static void MultiplyPacked(
        MatrixView a, float* panels, long panelDepth, float* c, nint rowStride, long rows, long columns, long depth, bool adds)
    {
        var partial = stackalloc float[TileRows * PanelColumns];
        for (long at = 0; at < depth; at += DepthBlock)
        {
            var deep = (int)Math.Min(DepthBlock, depth - at);
            for (long row = 0; row < rows; row += TileRows)
            {
                var high = (int)Math.Min(TileRows, rows - row);
                var panel = panels + (at * PanelColumns);
                for (long column = 0; column < columns; column += PanelColumns, panel += panelDepth * PanelColumns)
                {
                    var wide = (int)Math.Min(PanelColumns, columns - column);
                    var to = c + (row * rowStride) + column;
                    if (high == TileRows && wide == PanelColumns)
                    {
                        Tile(a.At(row, at), a.RowStride, a.ColumnStride, high, panel, to, rowStride, deep, adds || at > 0);
                        continue;
                    }

                    Tile(a.At(row, at), a.RowStride, a.ColumnStride, high, panel, partial, PanelColumns, deep, adds: false);
                    Take(partial, to, rowStride, high, wide, adds || at > 0);
                }
            }
        }
    }

    private static void Take(float* from, float* to, nint rowStride, int rows, int columns, bool adds)
    {
        for (var i = 0; i < rows; i++, from += PanelColumns, to += rowStride)
        {
            for (var j = 0; j < columns; j++)
            {
                to[j] = adds ? to[j] + from[j] : from[j];
            }
        }
    }

    // Six rows times sixteen columns in twelve registers; rows that are not there repeat the last one and are not taken.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile(
        float* a, nint rowStride, nint columnStride, int rows, float* panel, float* c, nint resultStride, int depth, bool adds)
    {
        var a0 = a;
        var a1 = a + (rowStride * Math.Min(1, rows - 1));
        var a2 = a + (rowStride * Math.Min(2, rows - 1));
        var a3 = a + (rowStride * Math.Min(3, rows - 1));
        var a4 = a + (rowStride * Math.Min(4, rows - 1));
        var a5 = a + (rowStride * Math.Min(5, rows - 1));
        Vector256<float> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        Vector256<float> c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        nint at = 0;
        for (var i = 0; i < depth; i++)
        {
            var b0 = Vector256.Load(panel);
            var b1 = Vector256.Load(panel + 8);
            var v = Vector256.Create(a0[at]);
            c00 = Vector256.FusedMultiplyAdd(v, b0, c00);
            c01 = Vector256.FusedMultiplyAdd(v, b1, c01);
            v = Vector256.Create(a1[at]);
            c10 = Vector256.FusedMultiplyAdd(v, b0, c10);
            c11 = Vector256.FusedMultiplyAdd(v, b1, c11);
            v = Vector256.Create(a2[at]);
            c20 = Vector256.FusedMultiplyAdd(v, b0, c20);
            c21 = Vector256.FusedMultiplyAdd(v, b1, c21);
            v = Vector256.Create(a3[at]);
            c30 = Vector256.FusedMultiplyAdd(v, b0, c30);
            c31 = Vector256.FusedMultiplyAdd(v, b1, c31);
            v = Vector256.Create(a4[at]);
            c40 = Vector256.FusedMultiplyAdd(v, b0, c40);
            c41 = Vector256.FusedMultiplyAdd(v, b1, c41);
            v = Vector256.Create(a5[at]);
            c50 = Vector256.FusedMultiplyAdd(v, b0, c50);
            c51 = Vector256.FusedMultiplyAdd(v, b1, c51);
            at += columnStride;
            panel += PanelColumns;
        }

        Put(c, c00, c01, adds);
        Put(c + resultStride, c10, c11, adds);
        Put(c + (2 * resultStride), c20, c21, adds);
        Put(c + (3 * resultStride), c30, c31, adds);
        Put(c + (4 * resultStride), c40, c41, adds);
        Put(c + (5 * resultStride), c50, c51, adds);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(float* to, Vector256<float> left, Vector256<float> right, bool adds)
    {
        if (adds)
        {
            left += Vector256.Load(to);
            right += Vector256.Load(to + 8);
        }

        left.Store(to);
        right.Store(to + 8);
    }
}
