/** Small French models, ready to embed. Resources only: open them by name with langres-models. */
module io.github.langres.frmini {}
