module.exports=require('./905.index.js')
